// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

/** What a terminal session wants of its connection. Used on the connection's event loop only. */
interface Line {
  /** Tells the terminal that an application has it now (RFC 2355, section 10.3). */
  void bind(String application);

  /** Sends a 3270 record. */
  void send(byte[] record);

  /** Sends a line of text of the session with the SSCP. */
  void sendServiceText(String text);

  /** Ends the terminal's session with the application and then the connection. */
  void end();

  /** The same after a few seconds in which the user may read what he sees. */
  void endSoon();
}
