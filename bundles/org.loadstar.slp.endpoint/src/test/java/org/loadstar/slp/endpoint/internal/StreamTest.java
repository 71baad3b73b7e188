// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.slp.endpoint.internal.Host.unicast;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpLimits;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.UrlEntry;
import org.loadstar.slp.endpoint.SlpExchange;
import org.loadstar.slp.endpoint.SlpReply;
import org.loadstar.testkit.Ports;

/** Requests by TCP to an agent that is driven line by line. */
class StreamTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final BlockingQueue<SlpReply> replies = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> failures = new LinkedBlockingQueue<>();
  private ServerSocket server;
  private InetSocketAddress agent;
  private SlpEndpointComponent endpoint;
  private SlpExchange exchange;

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(Ports.free(), 10, InetAddress.getLoopbackAddress());
    server.setSoTimeout(30_000);
    agent = Host.local(server.getLocalPort());
    start(LONG);
  }

  private void start(Duration kept) {
    endpoint = new SlpEndpointComponent(Host.config(Map.of()), LONG, kept);
    endpoint.bindNetwork(Host.LOOPBACK);
    exchange = endpoint.open();
  }

  @AfterEach
  void close() throws IOException {
    exchange.close();
    endpoint.deactivate();
    server.close();
    await().atMost(30, TimeUnit.SECONDS).until(() -> Host.threads() == 0);
  }

  private StreamPeer accept() throws IOException {
    return new StreamPeer(server.accept());
  }

  private SlpExchange.Question ask(SlpExchange from, int xid) {
    return from.stream(unicast(xid), agent, replies::add, failures::add);
  }

  private static SlpMessage found(int xid) {
    return new SrvRply(
        SlpHeader.v2(xid), SlpError.OK, List.of(new UrlEntry(60, "service:tn3270://one:23")));
  }

  private SlpReply next() throws InterruptedException {
    SlpReply reply = replies.poll(5, TimeUnit.SECONDS);
    assertTrue(reply != null, "no reply was delivered; failures: " + failures);
    return reply;
  }

  private String failure() throws InterruptedException {
    String failure = failures.poll(5, TimeUnit.SECONDS);
    assertTrue(failure != null, "no failure was told");
    return failure;
  }

  @Test
  void aSingleRequestClosesItsConnectionWithItsAnswer() throws Exception {
    int xid = exchange.newXid();
    SlpExchange.Question question = ask(exchange, xid);
    try (StreamPeer peer = accept()) {
      assertEquals(unicast(xid), peer.receive());
      peer.send(found(xid));
      SlpReply reply = next();
      assertEquals(found(xid), reply.message());
      assertEquals(agent, reply.responder());
      assertEquals(exchange.links().get(0), reply.link());
      assertTrue(peer.ended());
    }
    assertFalse(exchange.connected(agent));
    assertThrows(UnsupportedOperationException.class, () -> question.repeat(unicast(xid)));
    exchange.close();
    await().atMost(30, TimeUnit.SECONDS).until(() -> Host.threads() == 0);
  }

  /** The second request within the time makes the connection a kept one. */
  private StreamPeer kept() throws Exception {
    StreamPeer peer = null;
    for (int xid = 1; xid <= 2; xid++) {
      ask(exchange, xid);
      peer = accept();
      peer.receive();
      peer.send(found(xid));
      next();
    }
    assertTrue(exchange.connected(agent));
    return peer;
  }

  @Test
  void frequentRequestsKeepTheConnectionBeyondTheExchangeButNotBeyondTheEndpoint()
      throws Exception {
    try (StreamPeer peer = kept()) {
      exchange.close();
      try (SlpExchange other = endpoint.open()) {
        assertTrue(other.connected(agent));
        ask(other, 3);
        assertEquals(unicast(3), peer.receive());
        peer.send(found(3));
        assertEquals(3, next().message().header().xid());
      }
      endpoint.deactivate();
      assertTrue(peer.ended());
    }
  }

  @Test
  void aKeptConnectionIsClosedWhenItsTimeIsOver() throws Exception {
    exchange.close();
    endpoint.deactivate();
    start(Duration.ofMillis(700));
    try (StreamPeer peer = kept()) {
      assertTrue(peer.ended());
      assertFalse(exchange.connected(agent));
    }
  }

  @Test
  void questionsShareAConnectionAndAnswersMayComeInAnyOrder() throws Exception {
    try (SlpExchange other = endpoint.open()) {
      ask(exchange, 7);
      ask(exchange, 8);
      ask(other, 7);
      try (StreamPeer peer = accept()) {
        int first = peer.receive().header().xid();
        int second = peer.receive().header().xid();
        int third = peer.receive().header().xid();
        assertEquals(List.of(7, 8), List.of(first, second));
        assertTrue(third != first && third != second, "changed, for it is taken");
        peer.send(found(third), found(second), found(first));
        List<Integer> answered = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          answered.add(next().message().header().xid());
        }
        assertEquals(List.of(7, 7, 8), answered.stream().sorted().toList());
      }
    }
  }

  @Test
  void aKeptConnectionThatIsDeadIsReplacedOnce() throws Exception {
    StreamPeer dead = kept();
    ask(exchange, 3);
    assertEquals(unicast(3), dead.receive());
    dead.close();
    try (StreamPeer peer = accept()) {
      assertEquals(unicast(3), peer.receive());
    }
    assertTrue(failure().endsWith("closed the connection before it answered"));
    assertTrue(replies.isEmpty());
  }

  @Test
  void aRefusedConnectionIsToldInOneLine() throws Exception {
    server.close();
    // Many times: a channel is sometimes closed before those who wait for its connection are told.
    for (int i = 1; i <= 1000; i++) {
      ask(exchange, i);
      assertEquals("TCP to 127.0.0.1:" + agent.getPort() + ": Connection refused", failure());
    }
  }

  @Test
  void nonsenseIsTold() throws Exception {
    for (byte[] nonsense :
        List.of(
            new byte[] {0, 0, 0, 0, 0, 0},
            new byte[] {2, 2, 1, 0, 1},
            Peer.bytes(unicast(1)),
            new byte[] {2, 2, 0, 0, 14, 0, 0, 0, 0, 0, 0, 1, 0, 0})) {
      SlpExchange.Question question = ask(exchange, 1);
      try (StreamPeer peer = accept()) {
        peer.receive();
        peer.send(nonsense);
        String line = failure();
        assertTrue(line.startsWith("TCP to 127.0.0.1:" + agent.getPort() + ": "), line);
        assertTrue(peer.ended());
      }
      question.close();
    }
    assertTrue(replies.isEmpty() && failures.isEmpty());
  }

  @Test
  void aQuestionClosedUnansweredIsNotTrustedItsConnection() throws Exception {
    try (StreamPeer silent = kept()) {
      ask(exchange, 3).close();
      assertFalse(exchange.connected(agent));
      ask(exchange, 4);
      try (StreamPeer peer = accept()) {
        assertEquals(unicast(4), peer.receive());
        peer.send(found(4));
        assertEquals(4, next().message().header().xid());
      }
      silent.receive();
    }
    assertTrue(replies.isEmpty() && failures.isEmpty());
  }

  @Test
  void connectionsAreBoundedAndIdleOnesMakeRoom() throws Exception {
    try (StreamPeer idle = kept();
        ServerSocket silent = new ServerSocket(0, 2 * StreamPool.MOST_CONNECTIONS)) {
      for (int i = 1; i <= StreamPool.MOST_CONNECTIONS; i++) {
        exchange.stream(
            unicast(100 + i),
            new InetSocketAddress("127.0.1." + i, silent.getLocalPort()),
            replies::add,
            failures::add);
      }
      assertFalse(exchange.connected(agent));
      assertTrue(idle.ended());
      ask(exchange, 3);
      assertTrue(failure().endsWith("too many TCP connections"));
    }
  }

  @Test
  void aRequestOverTheLimitIsToldAndNotSent() throws Exception {
    String[] many = Collections.nCopies(4095, "192.168.100.100").toArray(String[]::new);
    exchange.stream(
        unicast(1).withPreviousResponders(List.of(many)), agent, replies::add, failures::add);
    assertTrue(failure().endsWith("larger than " + SlpLimits.MAX_MESSAGE_BYTES));
    assertEquals(0, exchange.counters().sent());
  }

  @Test
  void stoppingTheEndpointTellsThoseThatWait() throws Exception {
    ask(exchange, 1);
    try (StreamPeer peer = accept()) {
      peer.receive();
      endpoint.deactivate();
      failure();
      assertTrue(peer.ended());
      ask(exchange, 2);
      assertTrue(failure().endsWith("has been stopped"));
    }
  }
}
