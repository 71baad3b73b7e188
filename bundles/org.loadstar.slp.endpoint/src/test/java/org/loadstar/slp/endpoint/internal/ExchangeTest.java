// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.slp.endpoint.internal.Host.local;
import static org.loadstar.slp.endpoint.internal.Host.multicast;
import static org.loadstar.slp.endpoint.internal.Host.unicast;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.UrlEntry;
import org.loadstar.slp.endpoint.SlpCounters;
import org.loadstar.slp.endpoint.SlpExchange;
import org.loadstar.slp.endpoint.SlpReply;
import org.loadstar.testkit.Ports;

/** A user agent's sockets against a peer that is driven line by line. */
class ExchangeTest {
  private final BlockingQueue<SlpReply> replies = new LinkedBlockingQueue<>();
  private int port;
  private SlpEndpointComponent endpoint;
  private SlpExchange exchange;
  private Peer peer;

  @BeforeEach
  void open() throws IOException {
    port = Ports.free();
    endpoint = Host.endpoint(Map.of("port", port));
    exchange = endpoint.open();
    peer = Peer.listening(port);
  }

  @AfterEach
  void close() {
    exchange.close();
    exchange.close();
    peer.close();
    endpoint.deactivate();
    await()
        .atMost(30, TimeUnit.SECONDS)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(t -> t.getName().startsWith("loadstar-net")));
  }

  private SlpReply next() throws InterruptedException {
    SlpReply reply = replies.poll(5, TimeUnit.SECONDS);
    assertTrue(reply != null, "no reply was delivered");
    return reply;
  }

  private static SlpMessage found(int xid, String url) {
    return new SrvRply(SlpHeader.v2(xid), SlpError.OK, List.of(new UrlEntry(60, url)));
  }

  @Test
  void nothingIsSentBeforeSomethingIsAsked() throws IOException {
    assertEquals(List.of("lo"), exchange.links().stream().map(l -> l.interfaceName()).toList());
    assertEquals(SlpCounters.NONE, exchange.counters());
    assertTrue(peer.silent());
  }

  @Test
  void aMulticastQuestionReachesTheGroupAndItsAnswerComesBack() throws Exception {
    int xid = exchange.newXid();
    exchange.multicast(multicast(xid), exchange.links(), replies::add);
    assertEquals(multicast(xid), peer.receive());
    peer.answer(found(xid, "service:tn3270://one:23"));
    SlpReply reply = next();
    assertEquals(found(xid, "service:tn3270://one:23"), reply.message());
    assertEquals("127.0.0.1", reply.responder().getAddress().getHostAddress());
    assertEquals(exchange.links().get(0), reply.link());
    assertEquals(new SlpCounters(1, 1, 0), exchange.counters());
  }

  @Test
  void whatWasAnnouncedBeforeTheEndLeaves() throws Exception {
    DAAdvert goodBye =
        new DAAdvert(
            SlpHeader.v2(0),
            SlpError.OK,
            0,
            "service:directory-agent://127.0.0.1",
            Scopes.DEFAULT,
            "",
            "",
            List.of());
    for (int i = 0; i < 50; i++) {
      SlpExchange brief = endpoint.open();
      brief.announce(goodBye, brief.links());
      brief.close();
      assertEquals(goodBye, peer.receive());
    }
  }

  @Test
  void onlyTheFirstAnswerOfAResponderIsDeliveredAndTheRepetitionGoesOut() throws Exception {
    int xid = exchange.newXid();
    SlpExchange.Question question =
        exchange.multicast(multicast(xid), exchange.links(), replies::add);
    peer.receive();
    peer.answer(found(xid, "service:tn3270://one:23"));
    question.repeat(multicast(xid, "127.0.0.1"));
    assertEquals(List.of("127.0.0.1"), ((SrvRqst) peer.receive()).previousResponders());
    peer.answer(found(xid, "service:tn3270://again:23"));
    try (Peer other = Peer.asking()) {
      other.send(found(xid, "service:tn3270://other:23"), peer.from());
    }
    assertEquals(found(xid, "service:tn3270://one:23"), next().message());
    assertEquals(found(xid, "service:tn3270://other:23"), next().message());
    assertThrows(
        IllegalArgumentException.class, () -> question.repeat(multicast(xid == 1 ? 2 : 1)));
  }

  @Test
  void whatWasNotAskedForIsRefusedAndCounted() throws Exception {
    int xid = exchange.newXid();
    SlpExchange.Question question =
        exchange.multicast(multicast(xid), exchange.links(), replies::add);
    peer.receive();
    peer.answer(found(xid == 1 ? 2 : 1, "service:tn3270://wrong-xid:23"));
    peer.answer(new AttrRply(SlpHeader.v2(xid), SlpError.OK));
    peer.send(new byte[] {2, 2, 0, 0}, peer.from());
    peer.answer(found(xid, "service:tn3270://one:23"));
    assertEquals(found(xid, "service:tn3270://one:23"), next().message());
    question.close();
    peer.answer(found(xid, "service:tn3270://late:23"));
    await().until(() -> exchange.counters().refused() == 4);
    assertTrue(replies.isEmpty());
  }

  /**
   * Who does not see the requests has to guess a random identifier of 16 bits, and the random port
   * besides; where one host was asked, its address too.
   */
  @Test
  void ofAMillionForgedRepliesFewHitTheIdentifierAndNoneThatOfAHostThatWasAsked() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    InetSocketAddress agent = local(peer.port());
    List<SlpReply> toAll = new ArrayList<>();
    List<SlpReply> toOne = new ArrayList<>();
    exchange.multicast(multicast(exchange.newXid()), exchange.links(), toAll::add);
    exchange.unicast(unicast(exchange.newXid()), agent, null, toOne::add);
    ByteBuf forged = Unpooled.wrappedBuffer(Peer.bytes(found(1, "service:tn3270://evil:23")));
    byte[] address = {10, 0, 0, 0};
    exchange
        .executor()
        .submit(
            () -> {
              for (int i = 0; i < 1_000_000; i++) {
                ByteBuffer.wrap(address).putInt(0x0A000000 + i);
                forged.setShort(10, random.nextInt(0x10000));
                InetAddress liar = InetAddress.getByAddress(address);
                ((Exchange) exchange)
                    .received(
                        exchange.links().get(0),
                        forged.duplicate(),
                        new InetSocketAddress(liar, 427));
              }
              return true;
            })
        .get();
    System.out.println(toAll.size() + " of a million forged replies, seed " + seed);
    assertTrue(toAll.size() < 60, toAll.size() + " accepted, seed " + seed); // 15 are expected
    assertEquals(List.of(), toOne);
    assertEquals(1_000_000 - toAll.size(), exchange.counters().refused());
  }

  @Test
  void aUnicastQuestionIsAnsweredByNobodyElse() throws Exception {
    int xid = exchange.newXid();
    try (Peer agent = Peer.asking();
        DatagramSocket stranger =
            new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0))) {
      exchange.unicast(unicast(xid), local(agent.port()), exchange.links().get(0), replies::add);
      assertEquals(unicast(xid), agent.receive());
      byte[] spoof = Peer.bytes(found(xid, "service:tn3270://spoof:23"));
      stranger.send(new java.net.DatagramPacket(spoof, spoof.length, agent.from()));
      await().until(() -> exchange.counters().refused() == 1);
      try (Peer otherPortOfSameAgent = Peer.asking()) {
        otherPortOfSameAgent.send(found(xid, "service:tn3270://one:23"), agent.from());
      }
      assertEquals(found(xid, "service:tn3270://one:23"), next().message());
    }
  }

  @Test
  void aUnicastQuestionWithoutALinkGoesWhereTheRoutesLead() throws Exception {
    int xid = exchange.newXid();
    try (Peer agent = Peer.asking()) {
      exchange.unicast(unicast(xid), local(agent.port()), null, replies::add);
      assertEquals(unicast(xid), agent.receive());
      agent.answer(found(xid, "service:tn3270://one:23"));
      SlpReply reply = next();
      int second = exchange.newXid();
      exchange.unicast(unicast(second), reply.responder(), reply.link(), replies::add);
      assertEquals(second, agent.receive().header().xid());
    }
  }

  @Test
  void directoryAgentsAnswerWithTheirAdvertisement() throws Exception {
    int xid = exchange.newXid();
    SrvRqst request =
        new SrvRqst(
            SlpHeader.v2(xid).with(SlpHeader.REQUEST_MCAST),
            List.of(),
            "service:directory-agent",
            Scopes.DEFAULT,
            "",
            "");
    exchange.multicast(request, exchange.links(), replies::add);
    peer.receive();
    SlpMessage advert =
        new DAAdvert(
            SlpHeader.v2(xid),
            SlpError.OK,
            1,
            "service:directory-agent://127.0.0.1",
            Scopes.DEFAULT,
            "",
            "",
            List.of());
    peer.answer(advert);
    assertEquals(advert, next().message());
  }

  @Test
  void aReceiverThatThrowsDoesNotStopTheNextAnswer() throws Exception {
    int xid = exchange.newXid();
    exchange.multicast(
        multicast(xid),
        exchange.links(),
        reply -> {
          replies.add(reply);
          throw new IllegalStateException("on purpose");
        });
    peer.receive();
    peer.answer(found(xid, "service:tn3270://one:23"));
    try (Peer other = Peer.asking()) {
      other.send(found(xid, "service:tn3270://other:23"), peer.from());
    }
    next();
    next();
  }

  @Test
  void aRequestBeyondTheMtuIsNotSentAndTold() throws Exception {
    int xid = exchange.newXid();
    String[] many = Collections.nCopies(200, "192.168.100.100").toArray(String[]::new);
    exchange.multicast(multicast(xid, many), exchange.links(), replies::add);
    assertEquals(1, exchange.faults().size(), exchange.faults().toString());
    assertTrue(exchange.faults().get(0).contains("larger than 1400"), exchange.faults().get(0));
    assertEquals(0, exchange.counters().sent());
  }

  @Test
  void transactionIdentifiersAreNeverZeroAndNeverTwiceInUse() {
    Set<Integer> drawn = new HashSet<>();
    List<Integer> inOrder = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      int xid = exchange.newXid();
      assertTrue(xid > 0 && xid <= 0xFFFF);
      assertTrue(drawn.add(xid));
      inOrder.add(xid);
    }
    List<Integer> sorted = inOrder.stream().sorted().toList();
    assertTrue(!sorted.equals(inOrder));
  }

  @Test
  void aRunningExchangeKeepsItsPortWhenTheConfigurationChanges() throws Exception {
    endpoint.modified(Host.config(Map.of("port", Ports.free())));
    int xid = exchange.newXid();
    exchange.multicast(multicast(xid), exchange.links(), replies::add);
    assertEquals(xid, peer.receive().header().xid());
  }

  @Test
  void withoutANetworkServiceNothingCanBeAsked() {
    SlpEndpointComponent lonely = new SlpEndpointComponent(Host.config(Map.of()));
    assertThrows(IllegalStateException.class, lonely::open);
  }
}
