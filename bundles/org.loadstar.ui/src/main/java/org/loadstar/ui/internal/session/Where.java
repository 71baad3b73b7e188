// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.session;

import org.loadstar.api.session.SessionRuntimeDTO.SessionDTO;

/**
 * Where a session is, for its operator area.
 *
 * @param server {@code host:port}; empty where none
 * @param lu the logical unit; empty where unknown
 * @param tls the TLS protocol; empty in clear
 */
record Where(String server, String lu, String tls) {
  static final Where NOWHERE = new Where("", "", "");

  static Where of(SessionDTO session) {
    return new Where(session.server, session.lu, session.tls ? session.tlsProtocol : "");
  }
}
