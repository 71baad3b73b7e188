// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.telnet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** What a {@link StartTls} wants done. Do it in the order given, before feeding the next event. */
public sealed interface StartTlsAction {
  /** Something to send in clear. */
  sealed interface Send extends StartTlsAction {
    /** Writes it as telnet bytes. */
    void encode(ByteBuf out);
  }

  /** Send an option word about START-TLS. */
  record SendOption(OptionVerb verb) implements Send {
    @Override
    public void encode(ByteBuf out) {
      TelnetEncoder.option(verb, TelnetOption.START_TLS, out);
    }
  }

  /** Send FOLLOWS; after it nothing is sent but TLS. */
  record SendFollows() implements Send {
    @Override
    public void encode(ByteBuf out) {
      ByteBuf payload = Unpooled.wrappedBuffer(new byte[] {StartTls.FOLLOWS});
      TelnetEncoder.subnegotiation(TelnetOption.START_TLS, payload, out);
    }
  }

  /**
   * The next byte of the peer is TLS. A client that has bytes of the server left now has been sent
   * something in clear that does not belong there: the client speaks first in TLS.
   */
  record Upgrade() implements StartTlsAction {}

  /** The peer has no TLS and need not have it: telnet goes on in clear. */
  record InClear() implements StartTlsAction {}

  /** There is no TLS, and it is required or was agreed; why, for a person. Close the connection. */
  record Refused(String reason) implements StartTlsAction {}
}
