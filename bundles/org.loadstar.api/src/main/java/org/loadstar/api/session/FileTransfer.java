// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A transfer that runs. Meanwhile the session's keyboard is locked. Thread-safe; nothing blocks.
 */
@ProviderType
public interface FileTransfer {
  /** What is moved. */
  TransferRequest request();

  /** Bytes of the transfer so far, as the host counts them. */
  long bytes();

  /**
   * How it ends. It completes when the host has told that the file is complete and the file is in
   * its place. It fails with {@link SessionException.Kind#TRANSFER_FAILED}, with the host's message
   * or what went wrong here; {@link SessionException.Kind#CANCELED}; {@link
   * SessionException.Kind#TIMED_OUT} where the host is silent; or {@link
   * SessionException.Kind#CLOSED}. Where it fails, no local file is left or changed; what the host
   * keeps is the host's business.
   */
  CompletionStage<TransferResult> result();

  /**
   * Breaks it off. The host is told as soon as it listens, {@link #result} fails when it has
   * answered, and the session can be used again. Idempotent; has no effect on a transfer that is
   * over.
   */
  void cancel();
}
