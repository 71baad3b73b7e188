// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.slp.endpoint.internal.Host.local;
import static org.loadstar.slp.endpoint.internal.Host.reply;
import static org.loadstar.slp.endpoint.internal.Host.unicast;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.loadstar.slp.SlpCodec;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpLimits;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.endpoint.SlpRequest;
import org.loadstar.slp.endpoint.SlpResponder;
import org.loadstar.slp.endpoint.SlpStatus;
import org.loadstar.testkit.Ports;

/** Requests by TCP, on the loopback interface. */
class StreamServingTest {
  private static final String ONE = "service:tn3270://one:23";

  private int port;
  private SlpEndpointComponent endpoint;

  @BeforeEach
  void open() throws IOException {
    port = Ports.free();
    endpoint = Host.endpoint(Map.of("port", port));
  }

  @AfterEach
  void close() {
    endpoint.deactivate();
    await().atMost(30, TimeUnit.SECONDS).until(() -> Host.threads() == 0);
  }

  private StreamPeer connect() throws IOException {
    return StreamPeer.connect(local(port));
  }

  private static String[] many(int count) {
    return IntStream.range(0, count).mapToObj(i -> ONE + "/" + i).toArray(String[]::new);
  }

  @Test
  void repliesAreWholeWhereADatagramHasNoRoom() throws Exception {
    List<SlpRequest> asked = new CopyOnWriteArrayList<>();
    endpoint.serve(
        request -> {
          asked.add(request);
          return reply(request, many(200));
        });
    try (StreamPeer peer = connect()) {
      peer.send(unicast(1));
      SrvRply reply = (SrvRply) peer.receive();
      assertEquals(200, reply.urlEntries().size());
      assertFalse(reply.header().has(SlpHeader.OVERFLOW));
      peer.send(unicast(2));
      assertEquals(2, peer.receive().header().xid());
    }
    assertTrue(asked.get(0).stream());
    assertFalse(asked.get(0).multicast());
    assertEquals("lo", asked.get(0).link().interfaceName());
  }

  @Test
  void aReplyBeyondTheLargestMessageIsCutOnWholeEntries() throws Exception {
    endpoint.serve(request -> reply(request, many(5000)));
    try (StreamPeer peer = connect()) {
      peer.send(unicast(1));
      byte[] bytes = peer.receiveBytes();
      assertTrue(bytes.length <= SlpLimits.MAX_MESSAGE_BYTES, bytes.length + " bytes");
      assertTrue(bytes.length > SlpLimits.MAX_MESSAGE_BYTES - 100, bytes.length + " bytes");
      assertEquals(0x80, bytes[5] & 0x80, "OVERFLOW");
    }
  }

  @Test
  void whenTheEndpointHasStoppedItsPortsAreFree() throws Exception {
    for (int i = 0; i < 100; i++) {
      SlpEndpointComponent stopping = Host.endpoint(Map.of("port", port));
      stopping.serve(Host.offering(ONE));
      connect().close();
      stopping.deactivate();
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
      new DatagramSocket(port, InetAddress.getLoopbackAddress()).close();
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
    endpoint.serve(Host.offering(ONE));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int xid = 1; xid <= 500; xid++) {
      all.write(Peer.bytes(unicast(xid)));
    }
    try (StreamPeer peer = connect()) {
      byte[] bytes = all.toByteArray();
      peer.send(java.util.Arrays.copyOf(bytes, 777));
      peer.send(java.util.Arrays.copyOfRange(bytes, 777, bytes.length));
      for (int xid = 1; xid <= 500; xid++) {
        assertEquals(xid, peer.receive().header().xid());
      }
    }
  }

  @Test
  void aPeerThatDoesNotReadIsReadNoMoreUntilItDoes() throws Exception {
    AtomicInteger answered = new AtomicInteger();
    String[] urls = many(1800); // nearly the largest message
    endpoint.serve(
        request -> {
          answered.incrementAndGet();
          return reply(request, urls);
        });
    int asked = 1000;
    try (StreamPeer peer = connect()) {
      for (int xid = 1; xid <= asked; xid++) { // small enough to fit the systems' buffers
        peer.send(unicast(xid));
      }
      int[] before = {-1};
      await()
          .pollInterval(200, TimeUnit.MILLISECONDS)
          .until(
              () -> {
                boolean still = answered.get() > 0 && before[0] == answered.get();
                before[0] = answered.get();
                return still;
              });
      assertTrue(answered.get() < asked / 2, answered + " answered");
      for (int xid = 1; xid <= asked; xid++) {
        byte[] reply = peer.receiveBytes();
        assertEquals(xid, SlpCodec.decodeHeader(Unpooled.wrappedBuffer(reply)).header().xid());
        assertTrue(reply.length > 50_000, reply.length + " bytes");
      }
      assertEquals(asked, answered.get());
    }
  }

  @Test
  void aMessageOverTheLimitEndsTheConnectionBeforeItIsSent() throws Exception {
    endpoint.serve(Host.offering(ONE));
    try (StreamPeer peer = connect();
        StreamPeer other = connect()) {
      peer.send(new byte[] {2, 1, 1, 0, 1});
      assertTrue(peer.ended());
      other.send(unicast(1));
      assertEquals(1, other.receive().header().xid());
    }
    assertEquals(1, endpoint.status().counters().refused());
  }

  @Test
  void aMalformedMessageIsToldItsErrorAndTheConnectionGoesOn() throws Exception {
    endpoint.serve(Host.offering(ONE));
    byte[] request = Peer.bytes(unicast(77));
    request[17] = 40; // the previous responders' length leads beyond the end
    try (StreamPeer peer = connect()) {
      peer.send(request);
      assertEquals(SlpError.PARSE_ERROR, ((SrvRply) peer.receive()).error());
      peer.send(unicast(78));
      assertEquals(78, peer.receive().header().xid());
    }
  }

  @Test
  void aSourceHasSoManyConnectionsAndNoMore() throws Exception {
    endpoint.serve(Host.offering(ONE));
    List<StreamPeer> peers = new ArrayList<>();
    try {
      for (int i = 0; i < StreamServer.MOST_PER_SOURCE; i++) {
        peers.add(connect());
        peers.get(i).send(unicast(i));
        assertEquals(i, peers.get(i).receive().header().xid());
      }
      try (StreamPeer tooMany = connect()) {
        assertTrue(tooMany.ended());
      }
      peers.remove(0).close();
      await()
          .ignoreExceptions()
          .until(
              () -> {
                try (StreamPeer again = connect()) {
                  again.send(unicast(100));
                  return again.receive().header().xid() == 100;
                }
              });
    } finally {
      for (StreamPeer peer : peers) {
        peer.close();
      }
    }
  }

  @Test
  void whereTheTcpPortIsTakenUdpIsAnsweredAndTheNoteSaysSo() throws Exception {
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        Peer peer = Peer.asking()) {
      assertTrue(taken.isBound());
      endpoint.serve(Host.offering(ONE));
      assertTrue(endpoint.status().listening());
      String note =
          "cannot bind TCP port "
              + port
              + " of lo (127.0.0.1): Address already in use; requests are answered by UDP only";
      await().until(() -> endpoint.status().note().equals(note));
      peer.send(unicast(1), local(port));
      assertEquals(1, peer.receive().header().xid());
    }
    endpoint.serve(Host.offering(ONE));
    assertEquals("", endpoint.status().note());
    connect().close();
  }

  @Test
  void theSecondProcessOfAHostGetsANoteAndNoFailure() throws Exception {
    endpoint.serve(Host.offering(ONE));
    SlpEndpointComponent second = Host.endpoint(Map.of("port", port));
    try {
      second.serve(Host.offering(ONE));
      assertTrue(second.status().listening());
      await().until(() -> second.status().note().startsWith("cannot bind TCP port"));
      assertTrue(second.status().listening());
    } finally {
      second.deactivate();
    }
  }

  @Test
  void aNewGenerationOfSocketsGetsTheTcpPortOfTheOldOneWithoutAWord() throws Exception {
    List<String> notes = new CopyOnWriteArrayList<>();
    SlpResponder responder =
        new SlpResponder() {
          @Override
          public Optional<SlpMessage> answer(SlpRequest request) {
            return reply(request, ONE);
          }

          @Override
          public void statusChanged(SlpStatus status) {
            notes.add(status.note());
          }
        };
    endpoint.serve(responder);
    for (int mtu = 1000; mtu < 1005; mtu++) {
      endpoint.modified(Host.config(Map.of("port", port, "mtu", mtu)));
      await()
          .ignoreExceptions()
          .until(
              () -> {
                try (StreamPeer peer = connect()) {
                  peer.send(unicast(1));
                  return peer.receive().header().xid() == 1;
                }
              });
    }
    assertEquals(Set.of(""), Set.copyOf(notes));
  }

  @Test
  void stoppingClosesConnectionsAndPort() throws Exception {
    endpoint.serve(Host.offering(ONE));
    try (StreamPeer peer = connect()) {
      peer.send(unicast(1));
      peer.receive();
      endpoint.deactivate();
      assertTrue(peer.ended());
    }
    await().ignoreExceptions().untilAsserted(() -> new ServerSocket(port).close());
  }

  @Test
  void aTcpPeerOffLinkIsAnsweredUnlessAllowedSourcesSayOtherwise() {
    var far = new java.net.InetSocketAddress("203.0.113.7", 40000);
    assertTrue(gate().answersStream(far));
    assertFalse(gate("198.51.100.0/24").answersStream(far));
    assertTrue(gate("203.0.113.0/24").answersStream(far));
    assertTrue(gate("198.51.100.0/24").answersStream(local(40000)));
  }

  private static Gate gate(String... allowed) {
    Gate gate =
        new Gate(
            Settings.of(Host.config(Map.of("allowedSources", allowed))),
            java.time.Clock.systemUTC(),
            new Tally(),
            new PeerFaults());
    gate.follow();
    return gate;
  }
}
