// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.slp.endpoint.internal.Host.local;
import static org.loadstar.slp.endpoint.internal.Host.multicast;
import static org.loadstar.slp.endpoint.internal.Host.reply;
import static org.loadstar.slp.endpoint.internal.Host.unicast;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.UrlEntry;
import org.loadstar.slp.endpoint.SlpEndpoint;
import org.loadstar.slp.endpoint.SlpRequest;
import org.loadstar.slp.endpoint.SlpResponder;
import org.loadstar.slp.endpoint.SlpStatus;
import org.loadstar.testkit.Ports;

/** Responders behind real sockets on the loopback interface. */
class ServingTest {
  private static final String ONE = "service:tn3270://one:23";
  private static final String TWO = "service:tn3270://two:23";

  private int port;
  private SlpEndpointComponent endpoint;
  private Peer peer;

  @BeforeEach
  void open() throws IOException {
    port = Ports.free();
    endpoint = Host.endpoint(Map.of("port", port));
    peer = Peer.asking();
  }

  @AfterEach
  void close() {
    endpoint.deactivate();
    peer.close();
    await().atMost(30, TimeUnit.SECONDS).until(() -> Host.threads() == 0);
  }

  private static List<String> urls(SlpMessage reply) {
    return ((SrvRply) reply).urlEntries().stream().map(UrlEntry::url).toList();
  }

  @Test
  void nothingIsOpenWhileNobodyAnswers() throws IOException {
    assertEquals(0, Host.threads());
    assertFalse(endpoint.status().listening());
    new DatagramSocket(port).close();
  }

  @Test
  void multicastIsAnsweredFromASocketOfItsOwnThatTakesUnicastToo() throws Exception {
    List<SlpRequest> asked = new CopyOnWriteArrayList<>();
    endpoint.serve(
        request -> {
          asked.add(request);
          return reply(request, ONE);
        });

    peer.multicast(multicast(7), port);
    assertEquals(List.of(ONE), urls(peer.receive()));
    SocketAddress own = peer.from();
    assertNotEquals(local(port), own);
    peer.send(unicast(8), own);
    assertEquals(8, peer.receive().header().xid());
    assertEquals(own, peer.from());
    peer.send(unicast(9), local(port));
    assertEquals(9, peer.receive().header().xid());
    assertEquals(local(port), peer.from());

    assertEquals(List.of(true, false, false), asked.stream().map(SlpRequest::multicast).toList());
    assertEquals("lo", asked.get(0).link().interfaceName());
    assertEquals("127.0.0.1", asked.get(0).link().address().getHostAddress());
    assertEquals(3, endpoint.status().counters().sent());
    assertEquals(3, endpoint.status().counters().received());
  }

  @Test
  void severalProcessesOfAHostAllAnswerMulticastAndEachCanBeAskedFurther() throws Exception {
    SlpEndpointComponent other = Host.endpoint(Map.of("port", port));
    endpoint.serve(Host.offering(ONE));
    other.serve(Host.offering(TWO));
    try {
      peer.multicast(multicast(1), port);
      Map<List<String>, SocketAddress> found = new HashMap<>();
      found.put(urls(peer.receive()), peer.from());
      found.put(urls(peer.receive()), peer.from());
      assertEquals(Set.of(List.of(ONE), List.of(TWO)), found.keySet());
      for (List<String> offer : found.keySet()) {
        peer.send(unicast(100), found.get(offer));
        assertEquals(offer, urls(peer.receive()));
        assertEquals(found.get(offer), peer.from());
      }
    } finally {
      other.deactivate();
    }
  }

  @Test
  void theLastResponderClosesTheSocketsAndTheNextOpensThemAgain() throws Exception {
    SlpEndpoint.Serving first = endpoint.serve(Host.offering(ONE));
    SlpEndpoint.Serving second = endpoint.serve(Host.offering(TWO));
    first.close();
    peer.send(unicast(1), local(port));
    assertEquals(List.of(TWO), urls(peer.receive()));
    second.close();
    assertFalse(endpoint.status().listening());
    await().until(() -> Host.threads() == 0);
    new DatagramSocket(port).close();

    endpoint.serve(Host.offering(ONE));
    peer.send(unicast(2), local(port));
    assertEquals(List.of(ONE), urls(peer.receive()));
  }

  @Test
  void multicastIsAnsweredByAllRespondersUnicastByTheFirstThatReplies() throws Exception {
    endpoint.serve(request -> Optional.empty());
    endpoint.serve(Host.offering(ONE));
    endpoint.serve(Host.offering(TWO));

    peer.send(unicast(1), local(port));
    assertEquals(List.of(ONE), urls(peer.receive()));
    peer.multicast(multicast(2), port);
    assertEquals(List.of(ONE), urls(peer.receive()));
    assertEquals(List.of(TWO), urls(peer.receive()));
    assertTrue(peer.silent());
  }

  @Test
  void whoeverSpeaksForOthersIsAskedFirstWheneverItCame() throws Exception {
    endpoint.serve(Host.offering(ONE));
    SlpResponder directory =
        new SlpResponder() {
          @Override
          public Optional<SlpMessage> answer(SlpRequest request) {
            return Host.offering(TWO).answer(request);
          }

          @Override
          public boolean speaksForOthers() {
            return true;
          }
        };
    endpoint.serve(directory);
    peer.send(unicast(1), local(port));
    assertEquals(List.of(TWO), urls(peer.receive()));
  }

  @Test
  void aPreviousResponderStaysSilent() throws Exception {
    endpoint.serve(Host.offering(ONE));
    peer.multicast(multicast(1, "10.0.0.1", "127.0.0.1"), port);
    peer.multicast(multicast(2, "10.0.0.1", "no address"), port);
    assertEquals(2, peer.receive().header().xid());
    assertTrue(peer.silent());
  }

  @Test
  void aRepeatedRequestGetsTheSameReplyWithoutAnotherCall() throws Exception {
    List<SlpRequest> asked = new CopyOnWriteArrayList<>();
    endpoint.serve(
        request -> {
          asked.add(request);
          return reply(request, ONE + "/" + asked.size());
        });
    peer.multicast(multicast(1), port);
    byte[] first = peer.receiveBytes();
    peer.multicast(multicast(1, "10.0.0.1"), port);
    assertArrayEquals(first, peer.receiveBytes());
    peer.multicast(multicast(2), port);
    assertEquals(List.of(ONE + "/2"), urls(peer.receive()));
    assertEquals(2, asked.size());
  }

  @Test
  void errorsAndEmptyListsAreToldToUnicastOnly() throws Exception {
    endpoint.serve(
        request ->
            request.message().header().xid() < 10
                ? Optional.of(
                    new SrvRply(request.message().header().reply(), SlpError.SCOPE_NOT_SUPPORTED))
                : Optional.of(new SrvRply(request.message().header().reply(), SlpError.OK)));
    peer.multicast(multicast(1), port);
    peer.multicast(multicast(11), port);
    peer.send(unicast(2), local(port));
    SrvRply error = (SrvRply) peer.receive();
    assertEquals(2, error.header().xid());
    assertEquals(SlpError.SCOPE_NOT_SUPPORTED, error.error());
    peer.send(unicast(12), local(port));
    assertEquals(12, peer.receive().header().xid());
    assertTrue(peer.silent());
  }

  @Test
  void aResponderThatThrowsIsAnErrorForUnicastAndSilenceForMulticast() throws Exception {
    endpoint.serve(
        request -> {
          throw new IllegalStateException("on purpose");
        });
    peer.multicast(multicast(1), port);
    peer.send(unicast(2), local(port));
    SrvRply reply = (SrvRply) peer.receive();
    assertEquals(2, reply.header().xid());
    assertEquals(SlpError.INTERNAL_ERROR, reply.error());
  }

  @Test
  void aReplyIsCutOnWholeEntriesToTenTimesTheRequestOrTheMtu() throws Exception {
    endpoint.serve(
        request ->
            reply(
                request,
                IntStream.range(0, 200).mapToObj(i -> ONE + "/" + i).toArray(String[]::new)));
    int size = Peer.bytes(unicast(1)).length;
    peer.send(unicast(1), local(port));
    byte[] bytes = peer.receiveBytes();
    assertTrue(bytes.length <= 10 * size && bytes.length > 9 * size, bytes.length + " of " + size);
    endpoint.modified(Host.config(Map.of("port", port, "mtu", 512)));
    peer.send(unicast(2), local(port));
    SrvRply reply = (SrvRply) peer.receive();
    assertTrue(reply.header().has(SlpHeader.OVERFLOW));
    assertTrue(Peer.bytes(reply).length <= 512);
    assertEquals(ONE + "/0", reply.urlEntries().get(0).url());
  }

  @Test
  void aFloodOfMalformedDatagramsIsCountedLoggedOncePerReasonAndStopsNothing() throws Exception {
    List<String> logged = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            logged.add(record.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(PeerFaults.class.getName());
    logger.addHandler(handler);
    endpoint.serve(Host.offering(ONE));
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      byte[] junk = new byte[random.nextInt(100)];
      random.nextBytes(junk);
      peer.send(junk, i % 2 == 0 ? local(port) : new InetSocketAddress(SlpEndpoint.GROUP, port));
      if (i % 50 == 0) { // in step, so that no datagram is lost in a full buffer
        long refused = i;
        await()
            .pollInterval(Duration.ofMillis(2))
            .until(() -> endpoint.status().counters().refused() > refused);
      }
    }
    peer.send(unicast(1), local(port));
    while (peer.receive().header().xid() != 1) {
      // Junk that has a header is told its error.
    }
    await().until(() -> endpoint.status().counters().refused() == 2000);
    logger.removeHandler(handler);
    assertFalse(logged.isEmpty());
    assertEquals(new HashSet<>(logged).size(), logged.size(), logged.toString());
  }

  @Test
  void aMalformedUnicastRequestIsToldItsError() throws Exception {
    endpoint.serve(Host.offering(ONE));
    byte[] request = Peer.bytes(unicast(77));
    request[17] = 40; // the previous responders' length leads beyond the end
    peer.send(request, local(port));
    SrvRply reply = (SrvRply) peer.receive();
    assertEquals(77, reply.header().xid());
    assertEquals(SlpError.PARSE_ERROR, reply.error());
  }

  @Test
  void aSourceGetsNoMoreThanItsShare() throws Exception {
    endpoint.modified(Host.config(Map.of("port", port, "repliesPerSecond", 1)));
    endpoint.serve(Host.offering(ONE));
    for (int xid = 1; xid <= 5; xid++) {
      peer.send(unicast(xid), local(port));
    }
    assertEquals(1, peer.receive().header().xid());
    assertEquals(2, peer.receive().header().xid());
    await().until(() -> endpoint.status().counters().refused() >= 2);
    assertTrue(endpoint.status().counters().sent() <= 3);
  }

  @Test
  void aRefusedPortIsANoteAndTriedAgainWhenTheConfigurationChanges() throws Exception {
    int free = Ports.free();
    List<SlpStatus> told = new CopyOnWriteArrayList<>();
    SlpResponder responder =
        new SlpResponder() {
          @Override
          public Optional<SlpMessage> answer(SlpRequest request) {
            return reply(request, ONE);
          }

          @Override
          public void statusChanged(SlpStatus status) {
            told.add(status);
          }
        };
    try (DatagramSocket taken = new DatagramSocket(port)) {
      assertTrue(taken.isBound());
      endpoint.serve(responder);
      SlpStatus status = endpoint.status();
      assertFalse(status.listening());
      assertEquals(
          "cannot bind UDP port "
              + port
              + ": Address already in use; set org.loadstar.slp.endpoint port or run with"
              + " CAP_NET_BIND_SERVICE",
          status.note());
      endpoint.modified(Host.config(Map.of("port", free)));
    }
    assertEquals(free, endpoint.status().port());
    assertEquals("", endpoint.status().note());
    assertEquals(List.of(false, true), told.stream().map(SlpStatus::listening).toList());
    peer.send(unicast(1), local(free));
    assertEquals(List.of(ONE), urls(peer.receive()));
  }

  @Test
  void aChangedPortReopensTheSocketsWhileRespondersStay() throws Exception {
    endpoint.serve(Host.offering(ONE));
    int changed = Ports.free();
    endpoint.modified(Host.config(Map.of("port", changed)));
    peer.multicast(multicast(1), changed);
    assertEquals(List.of(ONE), urls(peer.receive()));
    await().untilAsserted(() -> new DatagramSocket(port).close());
  }

  @Test
  void aWrongValueKeepsTheLastGoodConfigurationAndIsNamed() throws Exception {
    endpoint.serve(Host.offering(ONE));
    endpoint.modified(Host.config(Map.of("port", 70_000)));
    assertEquals(port, endpoint.status().port());
    assertEquals(
        "org.loadstar.slp.endpoint port: 70000 is not in 1..65535", endpoint.status().note());
    peer.send(unicast(1), local(port));
    assertEquals(1, peer.receive().header().xid());
  }

  @Test
  void theSocketsOutliveTheNetworkServiceAndWaitForIt() throws Exception {
    endpoint.serve(Host.offering(ONE));
    endpoint.unbindNetwork(Host.LOOPBACK);
    peer.send(unicast(1), local(port));
    assertEquals(1, peer.receive().header().xid());

    SlpEndpointComponent early = new SlpEndpointComponent(Host.config(Map.of("port", port)));
    early.serve(Host.offering(TWO));
    assertEquals("there is no network service at the moment", early.status().note());
    early.bindNetwork(Host.LOOPBACK);
    assertTrue(early.status().listening());
    early.deactivate();
  }
}
