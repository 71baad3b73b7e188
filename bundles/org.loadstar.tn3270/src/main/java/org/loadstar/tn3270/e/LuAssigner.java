// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeRequest;

/**
 * Gives the devices (LUs) of a server to the client of one connection. {@link ServerNegotiation}
 * asks it at most once with success; a plain TN3270 client that sends {@code type@LU} is asked for
 * as CONNECT. Whoever made the connection takes the LU back when it closes, whether or not the
 * negotiation came to its end. Called on the thread that feeds the negotiation; it must not block.
 */
@FunctionalInterface
public interface LuAssigner {
  /** Gives an LU for the request, or says why not. */
  Answer assign(DeviceTypeRequest request);

  /** What becomes of a request. */
  sealed interface Answer {}

  /** This LU is the client's until the connection closes. */
  record Assigned(String luName) implements Answer {}

  /** No LU. */
  record Refused(RejectReason reason) implements Answer {}
}
