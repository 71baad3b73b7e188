// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.loadstar.net.NetworkStack;
import org.loadstar.net.internal.NetworkStackComponent;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.endpoint.SlpAnnouncement;
import org.loadstar.slp.endpoint.SlpExchange;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpReply;
import org.loadstar.slp.endpoint.SlpRequest;
import org.loadstar.slp.endpoint.SlpResponder;
import org.loadstar.testkit.Configs;
import org.loadstar.testkit.Ports;

/**
 * SLP by IPv6 (RFC 3111) on an interface of this machine; the loopback interface has no route for
 * IPv6 multicast. Skipped where no other interface has an IPv6 address.
 */
class Ipv6Test {
  private static final String TYPE = "service:tn3270";

  private final BlockingQueue<SlpReply> replies = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> failures = new LinkedBlockingQueue<>();
  private volatile Set<String> types = Set.of(TYPE);
  private int port;
  private SlpEndpointComponent agent;
  private SlpEndpointComponent user;
  private SlpExchange exchange;

  private static NetworkStack stack(String ipVersion) {
    return new NetworkStackComponent(
        Configs.of(NetworkStackComponent.Config.class, Map.of("ipVersion", ipVersion)));
  }

  private SlpEndpointComponent endpoint(NetworkStack stack) {
    SlpEndpointComponent endpoint =
        new SlpEndpointComponent(
            Host.config(Map.of("port", port)), Duration.ofMillis(50), Duration.ofSeconds(30));
    endpoint.bindNetwork(stack);
    return endpoint;
  }

  @BeforeEach
  void open() throws Exception {
    NetworkStack ipv6 = stack("6");
    assumeTrue(!Sockets.places(ipv6).isEmpty(), "no interface but lo has an IPv6 address");
    port = Ports.free();
    agent = endpoint(ipv6);
    user = endpoint(ipv6);
    exchange = user.open();
  }

  @AfterEach
  void close() {
    if (exchange != null) {
      exchange.close();
      user.deactivate();
      agent.deactivate();
    }
    await().atMost(30, TimeUnit.SECONDS).until(() -> Host.threads() == 0);
  }

  private final class Agent implements SlpResponder {
    @Override
    public Optional<SlpMessage> answer(SlpRequest request) {
      SlpHeader header = request.message().header().reply();
      return request.message() instanceof AttrRqst
          ? Optional.of(new AttrRply(header, SlpError.OK, "(LOAD=1)", List.of()))
          : Host.reply(request, TYPE + "://[" + request.link().host() + "]:23");
    }

    @Override
    public Set<String> serviceTypes() {
      return types;
    }
  }

  private SlpReply next() throws InterruptedException {
    SlpReply reply = replies.poll(5, TimeUnit.SECONDS);
    assertTrue(reply != null, "no reply; faults " + exchange.faults() + failures);
    return reply;
  }

  private static SrvRqst request(SlpHeader header, String type) {
    return new SrvRqst(header, List.of(), type, Scopes.DEFAULT, "", "");
  }

  private int multicast(String type) {
    int xid = exchange.newXid();
    SlpHeader header = SlpHeader.v2(xid).with(SlpHeader.REQUEST_MCAST);
    exchange.multicast(request(header, type), exchange.links(), replies::add);
    return xid;
  }

  @Test
  void aRequestReachesItsTypesGroupAndItsResponderIsAskedFurther() throws Exception {
    agent.serve(new Agent());
    assertEquals("", agent.status().note());
    multicast(TYPE);
    SlpReply reply = next();
    assertTrue(reply.link().ipv6());
    assertTrue(reply.responder().getAddress() instanceof Inet6Address);
    assertEquals(List.of(), exchange.faults());
    int xid = exchange.newXid();
    exchange.unicast(
        request(SlpHeader.v2(xid), TYPE), reply.responder(), reply.link(), replies::add);
    assertEquals(xid, next().message().header().xid());
    xid = exchange.newXid();
    exchange.unicast(request(SlpHeader.v2(xid), TYPE), reply.responder(), null, replies::add);
    assertEquals(xid, next().message().header().xid());
    exchange.stream(
        request(SlpHeader.v2(7), TYPE),
        new InetSocketAddress(reply.link().address(), port),
        replies::add,
        failures::add);
    assertEquals(7, next().message().header().xid());
  }

  @Test
  void eachKindOfRequestHasItsGroupAndTheGroupsFollowTheServiceTypes() throws Exception {
    agent.serve(new Agent());
    int attributes = exchange.newXid();
    exchange.multicast(
        new AttrRqst(
            SlpHeader.v2(attributes).with(SlpHeader.REQUEST_MCAST),
            List.of(),
            TYPE,
            Scopes.DEFAULT,
            List.of(),
            ""),
        exchange.links(),
        replies::add);
    assertEquals(attributes, next().message().header().xid());
    multicast("service:other");
    int known = multicast(TYPE);
    assertEquals(known, next().message().header().xid(), "the other type's group is not joined");
    types = Set.of(TYPE, "service:other");
    await()
        .until(
            () -> {
              int xid = multicast("service:other");
              SlpReply reply = replies.poll(200, TimeUnit.MILLISECONDS);
              return reply != null && reply.message().header().xid() == xid;
            });
  }

  @Test
  void aPreviousResponderIsKnownByItsAddressHoweverItIsWritten() throws Exception {
    agent.serve(new Agent());
    multicast(TYPE);
    String own = next().link().host();
    SlpHeader header = SlpHeader.v2(exchange.newXid()).with(SlpHeader.REQUEST_MCAST);
    exchange.multicast(
        request(header, TYPE)
            .withPreviousResponders(List.of(own.toUpperCase(java.util.Locale.ROOT))),
        exchange.links().subList(0, 1),
        replies::add);
    int last = multicast(TYPE);
    assertEquals(last, next().message().header().xid());
  }

  @Test
  void directoryAgentsAnnounceToTheirOwnGroup() throws Exception {
    BlockingQueue<SlpAnnouncement> heard = new LinkedBlockingQueue<>();
    agent.listen(heard::add);
    DAAdvert advert =
        new DAAdvert(
            SlpHeader.v2(0),
            SlpError.OK,
            1,
            "service:directory-agent://[fd00::1]",
            Scopes.DEFAULT,
            "",
            "",
            List.of());
    exchange.announce(advert, exchange.links());
    SlpAnnouncement announcement = heard.poll(5, TimeUnit.SECONDS);
    assertTrue(announcement != null && announcement.link().ipv6());
    assertEquals(advert, announcement.advert());
  }

  @Test
  void version1DoesNotLeaveByIpv6AndAnInterfaceHasALinkForEachFamily() throws Exception {
    exchange.multicast(
        request(SlpHeader.v1(exchange.newXid()), TYPE), exchange.links(), replies::add);
    exchange.executor().submit(() -> {}).get(30, TimeUnit.SECONDS);
    assertEquals(0, exchange.counters().sent());
    assertEquals(List.of(), exchange.faults());
    SlpEndpointComponent both = endpoint(stack("both"));
    try (SlpExchange exchange = both.open()) {
      for (SlpLink link : exchange.links()) {
        assertEquals(
            1,
            exchange.links().stream()
                .filter(l -> l.interfaceName().equals(link.interfaceName()))
                .filter(l -> l.ipv6() == link.ipv6())
                .count());
      }
      assertTrue(exchange.links().stream().anyMatch(SlpLink::ipv6));
    }
  }
}
