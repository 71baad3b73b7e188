// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.telnet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes down what a decoder tells, one line per event; text is joined across calls. */
final class Recorder implements TelnetListener {
  final List<String> events = new ArrayList<>();
  final TelnetDecoder decoder = new TelnetDecoder(this);

  /** Decodes hexadecimal bytes; spaces are for the reader. */
  Recorder feed(String hex) {
    decoder.decode(Unpooled.wrappedBuffer(bytes(hex)));
    return this;
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @Override
  public void record(ByteBuf data) {
    events.add("record " + ByteBufUtil.hexDump(data));
  }

  @Override
  public void text(ByteBuf data) {
    int last = events.size() - 1;
    if (last >= 0 && events.get(last).startsWith("text ")) {
      events.set(last, events.get(last) + ByteBufUtil.hexDump(data));
    } else {
      events.add("text " + ByteBufUtil.hexDump(data));
    }
  }

  @Override
  public void command(TelnetCommand command) {
    events.add("command " + command);
  }

  @Override
  public void option(OptionVerb verb, TelnetOption option) {
    events.add(verb + " " + option);
    if (option.equals(TelnetOption.END_OF_RECORD)) {
      decoder.recordMode(verb == OptionVerb.WILL);
    }
  }

  @Override
  public void subnegotiation(TelnetOption option, ByteBuf payload) {
    events.add("subnegotiation " + option + " " + ByteBufUtil.hexDump(payload));
  }
}
