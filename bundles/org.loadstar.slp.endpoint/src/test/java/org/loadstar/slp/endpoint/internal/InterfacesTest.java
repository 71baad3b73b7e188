// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.slp.endpoint.internal.Host.local;
import static org.loadstar.slp.endpoint.internal.Host.multicast;
import static org.loadstar.slp.endpoint.internal.Host.reply;
import static org.loadstar.slp.endpoint.internal.Host.unicast;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.loadstar.net.NetworkStack;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.endpoint.SlpEndpoint;
import org.loadstar.slp.endpoint.SlpExchange;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpReply;
import org.loadstar.slp.endpoint.SlpRequest;
import org.loadstar.slp.endpoint.SlpResponder;
import org.loadstar.slp.endpoint.SlpStatus;
import org.loadstar.testkit.Ports;

/** Interfaces that come and go, without a word, while responders and exchanges live. */
class InterfacesTest {
  private static final String URL = "service:tn3270://one:23";
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  private final Changing stack = new Changing();
  private final List<SlpStatus> told = new CopyOnWriteArrayList<>();
  private NetworkInterface lo;
  private int port;
  private SlpEndpointComponent endpoint;
  private Peer peer;

  /** The loops of the real one, with interfaces as the test wishes. */
  private static final class Changing implements NetworkStack {
    final AtomicInteger looks = new AtomicInteger();
    volatile List<NetworkInterface> interfaces = List.of();

    @Override
    public Lease lease() {
      return Host.LOOPBACK.lease();
    }

    @Override
    public Clock clock() {
      return Host.LOOPBACK.clock();
    }

    @Override
    public List<NetworkInterface> multicastInterfaces() {
      looks.incrementAndGet();
      return interfaces;
    }

    @Override
    public int multicastTtl() {
      return Host.LOOPBACK.multicastTtl();
    }
  }

  private final class Agent implements SlpResponder {
    @Override
    public Optional<SlpMessage> answer(SlpRequest request) {
      return reply(request, URL);
    }

    @Override
    public void statusChanged(SlpStatus status) {
      told.add(status);
    }
  }

  @BeforeEach
  void open() throws IOException {
    lo = NetworkInterface.getByName("lo");
    port = Ports.free();
    endpoint =
        new SlpEndpointComponent(
            Host.config(Map.of("port", port)), LOOK_EVERY, Duration.ofSeconds(30));
    endpoint.bindNetwork(stack);
    peer = Peer.asking();
  }

  @AfterEach
  void close() {
    endpoint.deactivate();
    peer.close();
    await().atMost(30, TimeUnit.SECONDS).until(() -> Host.threads() == 0);
  }

  private void awaitLinks(String... interfaceNames) {
    await()
        .until(
            () ->
                endpoint.status().links().stream()
                    .map(SlpLink::interfaceName)
                    .toList()
                    .equals(List.of(interfaceNames)));
  }

  /** Until the interfaces of now have been looked at several times. */
  private void awaitLooks() {
    int now = stack.looks.get();
    await().until(() -> stack.looks.get() > now + 3);
  }

  /** The socket of its own that answers multicast on the loopback interface. */
  private SocketAddress answering(int xid) throws Exception {
    peer.multicast(multicast(xid), port);
    assertEquals(xid, peer.receive().header().xid());
    return peer.from();
  }

  @Test
  void anInterfaceThatComesLateIsAnsweredOnAndOneThatWentIsNot() throws Exception {
    endpoint.serve(new Agent());
    assertFalse(endpoint.status().listening());
    assertEquals("no network interface has an IP address to use", endpoint.status().note());

    stack.interfaces = List.of(lo);
    awaitLinks("lo");
    answering(1);
    peer.send(unicast(2), local(port));
    assertEquals(2, peer.receive().header().xid());
    peer.multicast(multicast(3, "127.0.0.1"), port);
    peer.multicast(multicast(4, "10.0.0.1"), port);
    assertEquals(4, peer.receive().header().xid());
    assertEquals(port, endpoint.status().port());
    assertEquals("", endpoint.status().note());

    stack.interfaces = List.of();
    awaitLinks();
    assertEquals("no network interface has an IP address to use", endpoint.status().note());
    await().ignoreExceptions().untilAsserted(() -> new DatagramSocket(port).close());

    stack.interfaces = List.of(lo);
    awaitLinks("lo");
    answering(5);
    assertEquals(
        List.of(false, true, false, true), told.stream().map(SlpStatus::listening).toList());
  }

  @Test
  void looksThatFindNothingNewLeaveTheSocketsAndTellNobody() throws Exception {
    stack.interfaces = List.of(lo);
    endpoint.serve(new Agent());
    SocketAddress own = answering(1);
    awaitLooks();
    assertEquals(own, answering(2));
    endpoint.serve(request -> Optional.empty());
    assertEquals(own, answering(3));
    assertEquals(2, told.size(), "one for each responder that came");
  }

  @Test
  void aRunningExchangeKeepsItsSocketsWhenTheirInterfaceGoes() throws Exception {
    stack.interfaces = List.of(lo);
    endpoint.serve(new Agent());
    BlockingQueue<SlpReply> replies = new LinkedBlockingQueue<>();
    try (SlpExchange exchange = endpoint.open();
        Peer agent = Peer.listening(port)) {
      stack.interfaces = List.of();
      awaitLinks();
      int xid = exchange.newXid();
      exchange.multicast(multicast(xid), exchange.links(), replies::add);
      assertEquals(xid, agent.receive().header().xid());
      agent.answer(new SrvRply(SlpHeader.v2(xid), SlpError.OK));
      SlpReply got = replies.poll(5, TimeUnit.SECONDS);
      assertTrue(got != null && got.message().header().xid() == xid);
    }
  }

  @Test
  void aRefusedPortIsTriedAgainAtEveryLookAndToldOnce() throws Exception {
    stack.interfaces = List.of(lo);
    try (DatagramSocket taken = new DatagramSocket(port)) {
      assertTrue(taken.isBound());
      endpoint.serve(new Agent());
      awaitLooks();
      assertFalse(endpoint.status().listening());
    }
    awaitLinks("lo");
    answering(1);
    assertEquals(List.of(false, true), told.stream().map(SlpStatus::listening).toList());
  }

  @Test
  void aResponderThatThrowsDoesNotEndTheLooking() throws Exception {
    endpoint.serve(
        new SlpResponder() {
          @Override
          public Optional<SlpMessage> answer(SlpRequest request) {
            return reply(request, URL);
          }

          @Override
          public void statusChanged(SlpStatus status) {
            if (status.listening()) {
              throw new IllegalStateException("on purpose");
            }
          }
        });
    stack.interfaces = List.of(lo);
    awaitLinks("lo");
    stack.interfaces = List.of();
    awaitLinks();
  }

  @Test
  void theLookingEndsWithTheLastResponder() throws Exception {
    try (NetworkStack.Lease lease = stack.lease()) {
      SlpEndpoint.Serving first = endpoint.serve(new Agent());
      SlpEndpoint.Serving second = endpoint.serve(new Agent());
      first.close();
      awaitLooks();
      second.close();
      int looks = stack.looks.get();
      lease.group().schedule(() -> {}, 10 * LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS).get();
      assertEquals(looks, stack.looks.get());
      assertFalse(endpoint.status().listening());
    }
  }
}
