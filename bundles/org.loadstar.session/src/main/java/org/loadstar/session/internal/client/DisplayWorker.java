// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import org.loadstar.tn3270.datastream.StructuredFieldHandler;

/**
 * Works at the display in place of its user, as a file transfer does. Called on the session's event
 * loop with the display's lock held; what it wants to send must wait until the record is answered.
 */
public interface DisplayWorker extends StructuredFieldHandler {
  /** A record of the host has been applied. */
  void applied();
}
