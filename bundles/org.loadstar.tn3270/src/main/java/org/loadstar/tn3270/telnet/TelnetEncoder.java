// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.telnet;

import io.netty.buffer.ByteBuf;

/**
 * Writes telnet (RFC 854, 855, 885). Stateless. IAC in data is doubled. The data buffers are read
 * to their end and stay the caller's to release.
 */
public final class TelnetEncoder {
  private TelnetEncoder() {}

  /** A record: data, then IAC EOR. */
  public static void record(ByteBuf data, ByteBuf out) {
    data(data, out);
    endOfRecord(out);
  }

  /** Data with IAC doubled: text, or a part of a record. */
  public static void data(ByteBuf data, ByteBuf out) {
    while (data.isReadable()) {
      int run = data.bytesBefore((byte) TelnetDecoder.IAC);
      if (run < 0) {
        out.writeBytes(data);
      } else {
        out.writeBytes(data, run + 1);
        out.writeByte(TelnetDecoder.IAC);
      }
    }
  }

  /** IAC EOR. */
  public static void endOfRecord(ByteBuf out) {
    command(TelnetCommand.EOR, out);
  }

  /** A command. */
  public static void command(TelnetCommand command, ByteBuf out) {
    out.writeByte(TelnetDecoder.IAC).writeByte(command.code());
  }

  /** An option word. */
  public static void option(OptionVerb verb, TelnetOption option, ByteBuf out) {
    out.writeByte(TelnetDecoder.IAC).writeByte(verb.code()).writeByte(option.code());
  }

  /** A subnegotiation around {@code payload}. */
  public static void subnegotiation(TelnetOption option, ByteBuf payload, ByteBuf out) {
    out.writeByte(TelnetDecoder.IAC).writeByte(TelnetDecoder.SB).writeByte(option.code());
    data(payload, out);
    out.writeByte(TelnetDecoder.IAC).writeByte(TelnetDecoder.SE);
  }
}
