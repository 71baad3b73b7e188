// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.slp.endpoint.internal.Host.unicast;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.testkit.ManualClock;
import org.loadstar.testkit.Mutations;

/** Connections on a clock that the test turns. */
class StreamServerTest {
  private static final SlpLink LINK = new SlpLink("lo", InetAddress.getLoopbackAddress());
  private static final byte[] REQUEST = Peer.bytes(unicast(1));

  private final ManualClock clock = new ManualClock();
  private final Tally tally = new Tally();
  private final StreamServer server = server();
  private EmbeddedChannel channel = connect();

  private StreamServer server() {
    Settings settings = Settings.of(Host.config(Map.of()));
    Gate gate = new Gate(settings, clock, tally, new PeerFaults());
    Answers answers =
        new Answers(
            List.of(Host.offering("service:tn3270://one:23")),
            List.of(LINK),
            settings,
            clock,
            tally,
            gate);
    return new StreamServer(new EmbeddedChannel().eventLoop(), answers, gate, tally, clock);
  }

  private EmbeddedChannel connect() {
    return new EmbeddedChannel(server.connection(Host.local(4000), LINK));
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    assertEquals(0, server.connections());
  }

  private void send(byte[] bytes) {
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
  }

  private int answers() {
    int count = 0;
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      out.release();
      count++;
    }
    return count;
  }

  private boolean openAfter(Duration time) {
    clock.advance(time);
    server.sweep();
    channel.runPendingTasks();
    return channel.isOpen();
  }

  @Test
  void anIdleConnectionIsClosedAfterCloseConn() {
    send(REQUEST);
    assertTrue(openAfter(Duration.ofSeconds(299)));
    send(REQUEST);
    assertEquals(2, answers());
    assertTrue(openAfter(Duration.ofSeconds(299)));
    assertFalse(openAfter(Duration.ofSeconds(1)));
  }

  @Test
  void aMessageThatHasBegunHasThirtySecondsHoweverOftenAByteComes() {
    assertTrue(openAfter(Duration.ofSeconds(200)));
    for (int i = 0; i < 29; i++) {
      send(Arrays.copyOfRange(REQUEST, i, i + 1));
      assertTrue(openAfter(Duration.ofSeconds(1)), "after byte " + i);
    }
    send(Arrays.copyOfRange(REQUEST, 29, 30));
    assertFalse(openAfter(Duration.ofSeconds(1)));
    assertEquals(0, answers());
  }

  @Test
  void whoDoesNotTakeAnswersIsReadNoMoreAndHasThirtySeconds() {
    setWritable(false);
    send(REQUEST);
    assertEquals(0, answers());
    assertFalse(channel.config().isAutoRead());
    assertTrue(openAfter(Duration.ofSeconds(29)));
    setWritable(true);
    channel.runPendingTasks();
    assertTrue(channel.config().isAutoRead());
    assertEquals(1, answers());
    assertTrue(openAfter(Duration.ofSeconds(29)));
    setWritable(false);
    send(REQUEST);
    assertFalse(openAfter(Duration.ofSeconds(30)));
  }

  private void setWritable(boolean writable) {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
  }

  @Test
  void mutatedStreamsNeverThrowAndTheServerLives() throws Exception {
    ByteArrayOutputStream two = new ByteArrayOutputStream();
    two.write(REQUEST);
    two.write(
        Peer.bytes(
            new AttrRqst(
                SlpHeader.v2(3),
                List.of(),
                "service:tn3270://one:23",
                Scopes.DEFAULT,
                List.of(),
                "")));
    List<byte[]> corpus =
        List.of(
            REQUEST,
            two.toByteArray(),
            Peer.bytes(
                new SrvRqst(SlpHeader.v1(2), List.of(), "service:tn3270", Scopes.DEFAULT, "", "")));
    int[] answered = new int[2];
    int[] inputs = new int[1];
    Mutations.run(
        "SLP streams",
        corpus,
        5,
        input -> {
          int cut = input.length / 2;
          send(Arrays.copyOf(input, cut));
          if (channel.isOpen()) {
            send(Arrays.copyOfRange(input, cut, input.length));
          }
          channel.checkException();
          answered[0] += answers();
          answered[1] += channel.isOpen() ? 0 : 1;
          // A connection lasts for several, half messages and all.
          if (!channel.isOpen() || ++inputs[0] % 8 == 0) {
            channel.finishAndReleaseAll();
            channel = connect();
          }
        });
    assertTrue(answered[0] > Mutations.runs() / 4, answered[0] + " answers");
    assertTrue(answered[1] > Mutations.runs() / 50, answered[1] + " closed");
    channel.finishAndReleaseAll();
    channel = connect();
    send(REQUEST);
    assertEquals(1, answers());
  }
}
