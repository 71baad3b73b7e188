// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import org.osgi.annotation.versioning.ConsumerType;

/** Is told how far a transfer is. */
@ConsumerType
@FunctionalInterface
public interface TransferListener {
  /**
   * More of the file has gone over. Called one call at a time, in order and never on an event loop;
   * a slow one is told the newest state, not every one. What it throws is ignored.
   *
   * @param bytes so far, as {@link FileTransfer#bytes}
   */
  void progress(FileTransfer transfer, long bytes);
}
