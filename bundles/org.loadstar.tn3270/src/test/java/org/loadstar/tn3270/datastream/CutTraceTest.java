// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.screen.BufferDump;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetCommand;
import org.loadstar.tn3270.telnet.TelnetDecoder;
import org.loadstar.tn3270.telnet.TelnetListener;
import org.loadstar.tn3270.telnet.TelnetOption;

/** Recorded sessions show the same screens wherever the network cuts them. */
class CutTraceTest {
  private static List<String> sessions() throws IOException {
    List<String> names = Golden.names();
    assumeTrue(!names.isEmpty(), "no recorded sessions");
    return names;
  }

  private static byte[] bytes(String name) throws IOException {
    return Hex.bytes(String.join("", TracePlayer.reads(name, "<")));
  }

  /** The screen after every record, the stream fed in pieces of so many bytes. */
  private static List<String> screens(byte[] stream, int piece) {
    TracePlayer player = new TracePlayer(4);
    List<String> screens = new ArrayList<>();
    player.afterRecord =
        () -> screens.add(player.screen + String.join("\n", BufferDump.exact(player.screen)));
    for (int at = 0; at < stream.length; at += piece) {
      player.feed(stream, at, Math.min(at + piece, stream.length));
    }
    return screens;
  }

  @Test
  void sessionsInSingleBytesOrPiecesShowWhatTheyShowWhole() throws IOException {
    for (String name : sessions()) {
      byte[] stream = bytes(name);
      List<String> whole = screens(stream, stream.length);
      for (int piece : new int[] {1, 2, 3, 7, 100, 1460}) {
        assertEquals(whole, screens(stream, piece), name + " in pieces of " + piece);
      }
    }
  }

  @Test
  void aSessionThatBreaksOffAtAnyByteShowsItsLastWholeRecord() throws IOException {
    for (String name : sessions()) {
      byte[] stream = bytes(name);
      TracePlayer player = new TracePlayer(4);
      boolean[] ended = new boolean[1];
      player.afterRecord = () -> ended[0] = true;
      for (int at = 0; at < stream.length; at++) {
        long before = player.screen.generation();
        ended[0] = false;
        player.feed(stream, at, at + 1);
        if (!ended[0]) {
          assertEquals(before, player.screen.generation(), name + " at " + at);
        }
      }
    }
  }

  @Test
  void aReadCutAtAnyByteMeansTheSame() throws IOException {
    for (String name : sessions()) {
      for (String read : TracePlayer.reads(name, "<")) {
        byte[] bytes = Hex.bytes(read);
        boolean records = read.endsWith("ffef");
        List<String> whole = new Events(records).heard(bytes, bytes.length);
        for (int cut = 1; cut < bytes.length; cut++) {
          assertEquals(whole, new Events(records).heard(bytes, cut), name + " cut at " + cut);
        }
      }
    }
  }

  @Test
  void aRecordThatEndsAtAnyByteIsAppliedOrRefused() throws IOException {
    Screen screen = Screen.ofModel(5);
    HostInterpreter interpreter = new HostInterpreter(screen, CodePage.CP037);
    int refused = 0;
    for (String name : sessions()) {
      for (String event : recordsOf(name)) {
        byte[] record = Hex.bytes(event);
        for (int end = 0; end < record.length; end++) {
          // A copy: whoever reads on behind the end finds nothing there.
          Outcome outcome = interpreter.apply(Arrays.copyOf(record, end), 0, end);
          refused += outcome instanceof Outcome.Negative ? 1 : 0;
          screen.checkInvariants();
        }
      }
    }
    assertTrue(refused > 100, "refused: " + refused);
  }

  /** The data of all records of a session, with TN3270E header where they have one. */
  private static List<String> recordsOf(String name) throws IOException {
    byte[] bytes = bytes(name);
    return new Events(true)
        .heard(bytes, bytes.length).stream()
            .filter(event -> event.startsWith(Events.RECORD))
            .map(event -> event.substring(Events.RECORD.length()))
            // Behind a header of zeros for 3270 data.
            .map(record -> record.startsWith("00000") ? record.substring(10) : record)
            .distinct()
            .toList();
  }

  /** What a decoder hears. */
  private static final class Events implements TelnetListener {
    static final String RECORD = "record ";

    private final List<String> events = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final TelnetDecoder decoder = new TelnetDecoder(this);

    Events(boolean records) {
      decoder.recordMode(records);
    }

    List<String> heard(byte[] bytes, int cut) {
      decoder.decode(Unpooled.wrappedBuffer(bytes, 0, cut));
      decoder.decode(Unpooled.wrappedBuffer(bytes, cut, bytes.length - cut));
      add("end");
      return events;
    }

    /** Text may be cut anywhere: it is put together until something else comes. */
    private void add(String event) {
      if (text.length() > 0) {
        events.add("text " + text);
        text.setLength(0);
      }
      events.add(event);
    }

    @Override
    public void record(ByteBuf data) {
      add(RECORD + ByteBufUtil.hexDump(data));
    }

    @Override
    public void text(ByteBuf data) {
      text.append(ByteBufUtil.hexDump(data));
    }

    @Override
    public void command(TelnetCommand command) {
      add("command " + command);
    }

    @Override
    public void option(OptionVerb verb, TelnetOption option) {
      add(verb + " " + option);
    }

    @Override
    public void subnegotiation(TelnetOption option, ByteBuf payload) {
      add(option + " " + ByteBufUtil.hexDump(payload));
    }
  }
}
