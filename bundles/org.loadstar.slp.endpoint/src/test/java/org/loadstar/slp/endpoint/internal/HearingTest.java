// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.slp.endpoint.internal.Host.local;
import static org.loadstar.slp.endpoint.internal.Host.multicast;
import static org.loadstar.slp.endpoint.internal.Host.unicast;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpGroups;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.endpoint.SlpAnnouncement;
import org.loadstar.slp.endpoint.SlpEndpoint;
import org.loadstar.slp.endpoint.SlpExchange;
import org.loadstar.slp.endpoint.SlpListener;
import org.loadstar.slp.endpoint.SlpStatus;
import org.loadstar.testkit.Ports;

/** What directory agents multicast unasked, heard on the loopback interface. */
class HearingTest {
  private final BlockingQueue<SlpAnnouncement> heard = new LinkedBlockingQueue<>();
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

  private static DAAdvert advert(SlpHeader header) {
    return new DAAdvert(
        header,
        SlpError.OK,
        1,
        "service:directory-agent://127.0.0.1",
        Scopes.DEFAULT,
        "",
        "",
        List.of());
  }

  private InetSocketAddress v1Group() {
    return new InetSocketAddress(SlpGroups.V1_GENERAL, port);
  }

  private SlpAnnouncement next() throws InterruptedException {
    SlpAnnouncement announcement = heard.poll(5, TimeUnit.SECONDS);
    assertTrue(announcement != null, "no announcement was heard");
    return announcement;
  }

  @Test
  void aListenerHearsBothVersionsAndNothingIsAnsweredNorTakenFromThePort() throws Exception {
    endpoint.listen(heard::add);
    SlpStatus status = endpoint.status();
    assertTrue(status.hearing());
    assertFalse(status.listening());
    assertEquals(0, status.port());

    peer.multicast(advert(SlpHeader.v2(0)), port);
    SlpAnnouncement announcement = next();
    assertEquals(advert(SlpHeader.v2(0)), announcement.advert());
    assertEquals(local(peer.port()), announcement.sender());
    assertEquals("lo", announcement.link().interfaceName());
    peer.send(advert(SlpHeader.v1(0x100)), v1Group());
    assertEquals(0x100, next().advert().header().xid());

    peer.multicast(multicast(1), port);
    peer.send(unicast(2), local(port));
    try (DatagramSocket other =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      assertTrue(other.isBound(), "the port itself is free");
    }
    peer.multicast(advert(SlpHeader.v2(0)), port);
    next();
    assertTrue(peer.silent());
  }

  @Test
  void listenersAndRespondersShareTheGroupsAndGoOneAfterTheOther() throws Exception {
    SlpEndpoint.Serving listening =
        endpoint.listen(
            announcement -> {
              heard.add(announcement);
              throw new IllegalStateException("on purpose");
            });
    SlpEndpoint.Serving answering = endpoint.serve(Host.offering("service:tn3270://one:23"));
    peer.multicast(advert(SlpHeader.v2(0)), port);
    next();
    peer.multicast(multicast(1), port);
    assertEquals(1, peer.receive().header().xid());
    answering.close();
    assertFalse(endpoint.status().listening());
    peer.multicast(advert(SlpHeader.v2(0)), port);
    next();
    listening.close();
    assertFalse(endpoint.status().hearing());
    await().atMost(30, TimeUnit.SECONDS).until(() -> Host.threads() == 0);
  }

  @Test
  void whatIsMalformedIsCountedAndTheNextIsHeard() throws Exception {
    endpoint.listen(heard::add);
    byte[] junk = Peer.bytes(advert(SlpHeader.v2(0)));
    junk[4]++;
    peer.send(junk, new InetSocketAddress(SlpEndpoint.GROUP, port));
    peer.multicast(advert(SlpHeader.v2(0)), port);
    next();
    assertEquals(1, endpoint.status().counters().refused());
  }

  @Test
  void anExchangeAnnouncesToTheGroupOfItsVersion() throws Exception {
    endpoint.listen(heard::add);
    try (SlpExchange exchange = endpoint.open()) {
      exchange.announce(advert(SlpHeader.v2(0)), exchange.links());
      assertEquals(2, next().advert().header().version());
      exchange.announce(advert(SlpHeader.v1(0)), exchange.links());
      assertEquals(1, next().advert().header().version());
      assertEquals(List.of(), exchange.faults());
    }
  }

  @Test
  void aVersionThatIsOffIsNeitherHeardNorAnsweredNorSent() throws Exception {
    endpoint.modified(Host.config(Map.of("port", port, "versions", new String[] {"2"})));
    endpoint.listen(heard::add);
    endpoint.serve(Host.offering("service:tn3270://one:23"));
    SrvRqst v1 = new SrvRqst(SlpHeader.v1(9), List.of(), "service:tn3270", Scopes.DEFAULT, "", "");
    peer.send(v1, v1Group());
    peer.send(v1, local(port));
    peer.multicast(advert(SlpHeader.v1(0x100)), port);
    await().until(() -> endpoint.status().counters().refused() == 2);
    assertTrue(heard.isEmpty() && peer.silent());
    try (SlpExchange exchange = endpoint.open()) {
      assertEquals(List.of(2), exchange.versions());
      exchange.announce(advert(SlpHeader.v1(0)), exchange.links());
      assertEquals(
          List.of("version 1 is off in org.loadstar.slp.endpoint versions"), exchange.faults());
    }
  }

  @Test
  void version1RequestsAreAnsweredWhereTheyAreMulticastWithoutErrors() throws Exception {
    endpoint.serve(
        request ->
            request.message().header().xid() == 1
                ? Host.reply(request)
                : Host.reply(request, "service:tn3270://one:23"));
    for (InetAddress group : List.of(SlpGroups.V1_GENERAL, SlpGroups.V1_DIRECTORY)) {
      for (int xid : List.of(1, 2)) {
        peer.send(
            new SrvRqst(SlpHeader.v1(xid), List.of(), "service:tn3270", Scopes.DEFAULT, "", ""),
            new InetSocketAddress(group, port));
      }
      assertEquals(SlpHeader.v1(2), peer.receive().header());
    }
    assertTrue(peer.silent());
  }

  @Test
  void aPortThatCannotBeSharedIsToldToListenersToo() throws Exception {
    BlockingQueue<SlpStatus> told = new LinkedBlockingQueue<>();
    try (DatagramSocket taken = new DatagramSocket(port)) {
      assertTrue(taken.isBound());
      endpoint.listen(
          new SlpListener() {
            @Override
            public void heard(SlpAnnouncement announcement) {
              heard.add(announcement);
            }

            @Override
            public void statusChanged(SlpStatus status) {
              told.add(status);
            }
          });
      SlpStatus status = told.poll(5, TimeUnit.SECONDS);
      assertTrue(status != null && !status.hearing());
      assertTrue(status.note().startsWith("cannot bind UDP port " + port), status.note());
    }
  }
}
