// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

/** Whether a session's connection is encrypted. */
public enum TlsMode {
  /** Never. */
  OFF,
  /**
   * Where the server offers it inside telnet (STARTTLS); else the session is in clear, and that is
   * told. Who can change what is sent can take the offer away.
   */
  PREFER,
  /** Always; a server without it is refused, and nothing of a session leaves in clear. */
  REQUIRE
}
