// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.loadstar.api.session.HostPort;
import org.loadstar.api.session.KeepAliveProbe;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.testkit.Mutations;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.e.ClientNegotiation;
import org.loadstar.tn3270.e.NegotiationAction;
import org.loadstar.tn3270.e.TerminalRequest;
import org.loadstar.tn3270.e.Tn3270eFunction;

/** The handlers of a connection, fed with what a host may send. */
class HandlersTest {
  private static final FaultLog FAULTS = new FaultLog();
  private static final String TYPE =
      HexFormat.of().formatHex("IBM-3278-2-E".getBytes(StandardCharsets.US_ASCII));
  private static final String LU = "4c5531";

  private static final TerminalRequest WANTED =
      new TerminalRequest(
          "IBM-3278-2-E",
          List.of(),
          Set.of(
              Tn3270eFunction.BIND_IMAGE,
              Tn3270eFunction.RESPONSES,
              Tn3270eFunction.SYSREQ,
              Tn3270eFunction.CONTENTION_RESOLUTION));

  /** What a host says up to the session. */
  private static final String TN3270E =
      "fffd28 fffa280802fff0 fffa280204" + TYPE + "01" + LU + "fff0 fffa280304000204fff0";

  private static final String TN3270 = "fffd18 fffa1801fff0 fffd19 fffb19 fffd00 fffb00";
  private static final String BIND =
      "0300000000 31010303b1903080008787f88700028000000000 18501850 7f 0000 00 ffef";

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /** One connection whose channel is in memory. */
  static class Line implements Dial.Listener, Connection.Listener, AutoCloseable {
    final EmbeddedChannel channel = new EmbeddedChannel();
    final Terminal terminal;
    final Dial dial;
    final List<String> ends = new ArrayList<>();
    boolean accepted;
    int screens;

    Line() {
      this(WANTED);
    }

    Line(TerminalRequest wanted) {
      terminal = new Terminal(wanted.deviceType(), CodePage.CP037);
      dial =
          new Dial(
              channel.eventLoop(),
              new HostPort("host", 23),
              new Dial.Request(wanted, true, Duration.ZERO, KeepAliveProbe.NOP),
              new TlsWish(SessionProfile.discovering("p"), null),
              terminal,
              FAULTS,
              ChannelDuplexHandler::new,
              this,
              this);
      TelnetHandler telnet = new TelnetHandler(new ClientNegotiation(wanted));
      channel.pipeline().addLast(telnet, new NegotiationHandler(dial, telnet::isOpen));
    }

    void host(byte[] said) {
      channel.writeInbound(Unpooled.wrappedBuffer(said));
    }

    /** So many seconds go by. */
    void pass(long seconds) {
      channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }

    /** What the client said since the last call. */
    String client() {
      StringBuilder said = new StringBuilder();
      for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
        said.append(ByteBufUtil.hexDump(out));
        out.release();
      }
      return said.toString();
    }

    @Override
    public void tcpConnected() {}

    @Override
    public void accepted(Connection connection, NegotiationAction.Connected agreed) {
      accepted = true;
    }

    @Override
    public void refused(String reason) {
      ends.add(reason);
    }

    @Override
    public void recordApplied() {}

    @Override
    public void screenChanged() {
      screens++;
    }

    @Override
    public void agreedAgain() {}

    @Override
    public void ended(String reason) {
      ends.add(reason);
    }

    @Override
    public void close() {
      channel.finishAndReleaseAll();
    }
  }

  @Test
  void thePhaseOfNegotiationRemovesItself() {
    try (Line line = new Line()) {
      assertTrue(line.channel.pipeline().get(NegotiationHandler.class) != null);
      line.host(bytes(TN3270E));
      assertTrue(line.accepted);
      assertNull(line.channel.pipeline().get(NegotiationHandler.class));
      assertTrue(line.channel.pipeline().get(DataHandler.class) != null);
    }
  }

  @Test
  void howeverTheBytesComeTheScreenIsTheSame() {
    byte[] all = bytes(TN3270E + BIND + "0000020001 f5c3 114040 c8c5d3d3d6 ffef fffd06");
    String whole;
    try (Line line = new Line()) {
      line.host(all);
      whole = line.client();
      assertTrue(line.terminal.snapshot().shows("HELLO"));
      assertTrue(whole.endsWith("020000000100ffef" + "fffc06"), whole);
    }
    try (Line line = new Line()) {
      for (byte b : all) {
        line.host(new byte[] {b});
      }
      assertEquals(whole, line.client());
      assertTrue(line.terminal.snapshot().shows("HELLO"));
    }
  }

  @Test
  void aHostHasItsAnswerBeforeAnybodyLooksAtTheScreen() {
    List<String> answers = new ArrayList<>();
    Line line =
        new Line() {
          @Override
          public void recordApplied() {
            answers.add(client());
          }
        };
    try (line) {
      line.host(bytes(TN3270E));
      line.client();
      line.host(bytes(BIND + "0000020001 f5c3 114040 c8c5d3d3d6 ffef"));
      assertEquals(List.of("", "020000000100ffef"), answers);
    }
  }

  @Test
  void aHostThatDoesNotReadIsNotRead() {
    try (Line line = new Line()) {
      line.host(bytes(TN3270E));
      line.client();
      byte[] marks = bytes("fffd06".repeat(50_000));
      line.channel.writeOneInbound(Unpooled.wrappedBuffer(marks));
      assertFalse(line.channel.config().isAutoRead());
      line.channel.flushInbound();
      assertTrue(line.channel.config().isAutoRead());
      assertEquals(marks.length * 2, line.client().length());
    }
  }

  /** What waits to be written stays under 64 KiB, and so does the answer to one read. */
  @Test
  void answersThatAreNotReadAreBounded() {
    try (Line line = new Line()) {
      line.channel.config().setWriteBufferWaterMark(Dial.WATER_MARK);
      byte[] marks = bytes("fffd06".repeat(16 * 1024 / 3));
      int reads = 0;
      while (line.channel.config().isAutoRead()) {
        line.channel.writeOneInbound(Unpooled.wrappedBuffer(marks));
        reads++;
      }
      long pending = line.channel.unsafe().outboundBuffer().totalPendingWriteBytes();
      assertTrue(reads > 1 && pending < 64 * 1024, reads + " reads, " + pending + " bytes");
      line.channel.flushInbound();
      assertTrue(line.channel.config().isAutoRead());
    }
  }

  @Test
  void aHostMayAgreeAnew() {
    try (Line line = new Line()) {
      line.host(bytes(TN3270E + BIND + "0000000001 f5c3 c1c1c1 ffef"));
      assertTrue(line.terminal.snapshot().shows("AAA"));
      line.host(bytes("fffa280802fff0"));
      assertFalse(line.terminal.snapshot().shows("AAA"));
      assertEquals(false, line.dial.connection().press(Key.ENTER).accepted());
      line.host(bytes("fffa280204" + TYPE + "01" + LU + "fff0 fffa280304000204fff0" + BIND));
      line.host(bytes("0000000001 f5c3 c2c2c2 ffef"));
      assertTrue(line.terminal.snapshot().shows("BBB"));
      assertEquals(List.of(), line.ends);
    }
  }

  @Test
  void aHostThatLeavesThe3270ModeAndIsSilentIsLeft() {
    try (Line line = new Line()) {
      line.host(bytes(TN3270E + "fffe28"));
      assertEquals(List.of(), line.ends);
      line.pass(11);
      assertEquals(List.of("the host left the 3270 mode and did not come back"), line.ends);
      assertFalse(line.channel.isOpen());
    }
  }

  @Test
  void aHostThatLeavesThe3270ModeAndTalksIsTalkedTo() {
    try (Line line = new Line()) {
      line.host(bytes(TN3270E + BIND + "0000000001 f5c3 c1c1c1 ffef fffc28"));
      line.host("login: ".getBytes(StandardCharsets.US_ASCII));
      line.client();
      line.pass(11);
      assertEquals(List.of(), line.ends);
      assertTrue(line.terminal.snapshot().row(0).startsWith("login: "));
      line.dial.connection().type("joe");
      line.dial.connection().press(Key.ENTER);
      assertEquals("6a6f650d0a", line.client());
      line.host(bytes(TN3270 + "f5c3 c2c2c2 ffef"));
      assertTrue(line.terminal.snapshot().row(0).startsWith("BBB"));
    }
  }

  @Test
  void mutatedSessionsNeverMeetAFaultOfOurs() {
    List<byte[]> corpus =
        List.of(
            bytes(TN3270E + BIND + "0000020001 f5c3 114040 1df0 c8c5d3d3d6 1d40 13 ffef fffd06"),
            bytes(TN3270E + BIND + "0000010002 7ec3 11c150 2902c0f042f1 2842f2 3c4040c1 ffef"),
            bytes(TN3270E + BIND + "0000000003 f3 0005 01ff02 ffef 0000000004 f2 ffef"),
            bytes(TN3270E + BIND + "0400000000 01 ffef" + BIND + "0000000005 f1c3 12 4040 05 ffef"),
            bytes(TN3270E + "0700000000 d3d6c7d6d5 15 7a ffef" + BIND + "0100020006 c1 ffef"),
            bytes(TN3270E + "0500000000 41 ffef 0600000000 ffef 0800000000 ffef fffa280802fff0"),
            bytes(
                TN3270E
                    + "fffa280802fff0 fffa280204"
                    + TYPE
                    + "01"
                    + LU
                    + "fff0 fffa28030400020405fff0"
                    + BIND
                    + "0900020001ffef 0003010002 f5c3 c1c1 ffef 0000020003 f1c3 c2 ffef"),
            bytes(TN3270E + "fffd27 fffa2701fff0 fffa270103 4445564e414d45 fff0 fffb01 fffd03"),
            bytes(TN3270E + "fffc28 6c6f67696e3a 0d0a 1b5b324a 1b5b31303b3548 09 08 c3a9 fffb01"),
            bytes(padded() + "f5c3 114040 1df0 c8c5d3d3d6 1d40 13 ffef fffd06"),
            bytes(padded() + "f3 0005 01ff02 ffef 6e ffef f6 ffef fffc19 fffb19"));
    int[] reached = new int[2];
    Mutations.run("session", corpus, bytes(TN3270E).length, input -> play(input, reached));
    assertTrue(reached[0] * 3 >= Mutations.runs(), () -> reached[0] + " sessions");
    assertTrue(reached[1] * 3 >= Mutations.runs(), () -> reached[1] + " screens");
  }

  /** As long as the other prefix, so that both are left alone by two thirds of the mutations. */
  private static String padded() {
    int missing = bytes(TN3270E).length - bytes(TN3270).length;
    return TN3270
        + (missing % 2 == 1
            ? "fffd06" + "fff1".repeat((missing - 3) / 2)
            : "fff1".repeat(missing / 2));
  }

  private static void play(byte[] input, int[] reached) {
    try (Line line = new Line()) {
      line.host(input);
      line.dial.connection().type("A1");
      for (Key key : List.of(Key.ENTER, Key.RESET, Key.TAB, Key.SYSREQ, Key.CLEAR)) {
        line.dial.connection().press(key);
      }
      line.terminal.snapshot();
      reached[0] += line.accepted ? 1 : 0;
      reached[1] += line.screens > 1 ? 1 : 0;
      for (String end : line.ends) {
        assertFalse(end.startsWith("an internal fault"), end);
      }
      line.channel.checkException();
    }
  }
}
