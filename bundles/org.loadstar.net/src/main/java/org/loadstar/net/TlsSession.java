// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * What was agreed in a handshake.
 *
 * @param protocol for example {@code TLSv1.3}
 * @param cipherSuite by its name of IANA
 * @param peer the subject of the peer's verified certificate; empty for a client without one
 */
public record TlsSession(String protocol, String cipherSuite, String peer) {
  static TlsSession of(SSLSession session) {
    String peer;
    try {
      peer = session.getPeerPrincipal().getName().replaceAll("\\p{Cntrl}", "?");
    } catch (SSLPeerUnverifiedException none) {
      peer = "";
    }
    return new TlsSession(session.getProtocol(), session.getCipherSuite(), peer);
  }

  @Override
  public String toString() {
    return protocol + " " + cipherSuite + (peer.isEmpty() ? "" : " with " + peer);
  }
}
