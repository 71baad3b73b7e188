// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.loadstar.api.server.ServerRuntimeDTO.ListenerDTO;
import org.loadstar.testkit.Mutations;

/**
 * One connection without a socket: time-outs, and streams of bytes that no client would send.
 * Without applications too, for they answer on threads that an embedded channel does not know.
 */
class ConnectionTest {
  private static final String LOG_ON =
      "fffb28 fffa2802 07 'IBM-3278-2-E' 01 'POOL2' fff0 fffa2803 07 000204 fff0";
  private static final String USER = "11 d1f4 818193898385"; // at the user field
  private static final String PASSWORD = "11 d3c4 a28583998593f1";
  static final List<String> STREAMS =
      List.of(
          LOG_ON + "00 00 00 0000 7d 5c5d" + USER + PASSWORD + "ffef",
          LOG_ON + "00 00 02 0001 7d 5c5d ffef 00 00 00 0002 6d ffef",
          LOG_ON + "00 00 00 0000 f3 4040 ffef",
          LOG_ON + "fff5 07 00 00 0000 939687968686 ffef fff5 fff4",
          LOG_ON + "02 00 00 0000 00 ffef 02 00 01 0000 02 ffef fffd06",
          LOG_ON + "00 00 00 0000 88 000c 81 80 80 81 84 ffef 05 00 00 0000 'x' ffef",
          "fffb28 fffa2802 07 'IBM-DYNAMIC' fff0 fffa2803 07 00010203040506 fff0"
              + "fffa2803 04 000204 fff0",
          "fffb28 fffa2802 07 'IBM-3287-1' 00 'POOL0001' fff0 fffc28 fffb18"
              + "fffa18 00 'IBM-3278-2' fff0 fffb19 fffd19 fffb00 fffd00 7d 4040 ffef",
          "fffc28 fffb18 fffa18 00 'IBM-3279-2-E@POOL0001' fff0"
              + "fffb19 fffd19 fffb00 fffd00 7d 5c5d"
              + USER
              + "ffef");

  /** The decoders have their own mutation tests; a whole connection costs more. */
  private static final int PER_CONNECTION = 10;

  private final Reception reception = new Reception("alpha", new Applications(() -> {}), () -> {});
  private final Logged logged = new Logged();

  @BeforeEach
  void configure() {
    reception.configure(Configs.read(Map.of("luPools", new String[] {"POOL2 3270002 1"})));
  }

  @AfterEach
  void close() {
    logged.close();
    assertEquals(List.of(), logged.errors);
  }

  private final class Peer {
    final EmbeddedChannel channel = new EmbeddedChannel();
    final Connection connection = new Connection(reception, channel);

    Peer() {
      channel.pipeline().addLast(connection);
      channel.pipeline().fireChannelActive();
    }

    void send(byte[] bytes) {
      if (channel.isOpen()) {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
      }
    }

    void end() {
      channel.finishAndReleaseAll();
      channel.runPendingTasks();
    }
  }

  private long faults() {
    ListenerDTO dto = new ListenerDTO();
    reception.report(dto);
    return dto.faults;
  }

  @Test
  void aClientThatDoesNotNegotiateIsClosed() {
    Peer peer = new Peer();
    peer.send(Raw.bytes("fffb28"));
    peer.channel.advanceTimeBy(29, TimeUnit.SECONDS);
    peer.channel.runScheduledPendingTasks();
    assertTrue(peer.channel.isOpen());
    peer.channel.advanceTimeBy(2, TimeUnit.SECONDS);
    peer.channel.runScheduledPendingTasks();
    assertFalse(peer.channel.isOpen());
    assertEquals(1, faults());
    peer.end();
  }

  @Test
  void aClientThatHasNegotiatedMayTakeItsTime() {
    Peer peer = new Peer();
    peer.send(Raw.bytes(LOG_ON));
    peer.channel.advanceTimeBy(1, TimeUnit.HOURS);
    peer.channel.runScheduledPendingTasks();
    assertTrue(peer.channel.isOpen());
    peer.end();
    assertEquals(0, reception.pools().inUse());
  }

  @Test
  void aFaultIsLoggedOncePerPeerAndReason() {
    for (int i = 0; i < 3; i++) {
      Peer peer = new Peer();
      peer.send(Raw.bytes(LOG_ON + "00 ffef"));
      peer.end();
    }
    assertEquals(3, faults());
    List<String> told = logged.lines.stream().filter(l -> l.contains("TRUNCATED")).toList();
    assertEquals(1, told.size(), told.toString());
  }

  @Test
  void noStreamHarmsTheServer() {
    Random random = new Random(1);
    int[] runs = {0};
    int[] sessions = {0};
    Mutations.run(
        "server connection",
        STREAMS.stream().map(Raw::bytes).toList(),
        Raw.bytes(LOG_ON).length,
        input -> {
          if (runs[0]++ % PER_CONNECTION != 0) {
            return;
          }
          Peer peer = new Peer();
          int cut = random.nextInt(input.length + 1);
          peer.send(Arrays.copyOf(input, cut));
          peer.send(Arrays.copyOfRange(input, cut, input.length));
          if (!peer.connection.pending()) {
            sessions[0]++;
          }
          peer.end();
          assertEquals(0, reception.pools().inUse());
          assertEquals(List.of(), logged.errors);
        });
    int tried = Mutations.runs() / PER_CONNECTION;
    assertTrue(sessions[0] >= tried / 3, sessions[0] + " streams got to a session");
    assertTrue(faults() >= tried / 100, faults() + " faults");
  }
}
