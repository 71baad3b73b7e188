// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.telnet;

import io.netty.buffer.ByteBuf;

/**
 * Hears what a {@link TelnetDecoder} finds, in the order of the input and on the thread that feeds
 * it. A call is finished before the decoder looks at the next byte; so whoever processes records
 * inside {@link #record} and answers options inside {@link #option} answers a TIMING-MARK after all
 * earlier input, as RFC 860 asks.
 *
 * <p>Buffers are lent for the time of the call. Who keeps one copies it.
 */
public interface TelnetListener {
  /** A record that IAC EOR ended; IAC doubling is undone. Only in record mode. */
  void record(ByteBuf data);

  /**
   * Data outside record mode (NVT data); IAC doubling is undone. How the data is cut into calls
   * follows the network and means nothing.
   */
  void text(ByteBuf data);

  /** A command. EOR is one only outside record mode. */
  void command(TelnetCommand command);

  /** The peer says DO, DONT, WILL or WONT. */
  void option(OptionVerb verb, TelnetOption option);

  /** A subnegotiation: what stands between the option code and IAC SE; IAC doubling is undone. */
  void subnegotiation(TelnetOption option, ByteBuf payload);
}
