// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SrvAck;
import org.loadstar.slp.SrvReg;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.UrlEntry;
import org.loadstar.slp.endpoint.SlpEndpoint;
import org.loadstar.slp.endpoint.SlpExchange;
import org.loadstar.slp.endpoint.internal.SlpEndpointComponent;

/** The whole directory agent over real sockets on the loopback interface. */
class DirectoryAgentComponentTest {
  private static final String A = "service:tn3270://127.0.0.1:23";

  private int xid = 100;

  @AfterEach
  void nothingOfOursGoesOn() {
    await()
        .atMost(30, TimeUnit.SECONDS)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(t -> t.getName().startsWith("loadstar-net")));
  }

  private SrvReg reg(String url, int lifetime, String list) {
    SlpHeader header = SlpHeader.v2(xid++).with(SlpHeader.FRESH);
    return Desk.reg(header, lifetime, url, Desk.TN3270, "DEFAULT", list);
  }

  private SrvRqst rqst(SlpHeader header, String type, Scopes scopes, String predicate) {
    return new SrvRqst(header, List.of(), type, scopes, predicate, "");
  }

  @Test
  void whileOffNothingIsOpen() throws Exception {
    try (AgentProcess process = new AgentProcess(Map.of())) {
      assertTrue(
          Thread.getAllStackTraces().keySet().stream()
              .noneMatch(t -> t.getName().startsWith("loadstar-net")));
      assertFalse(process.report().enabled);
      assertEquals("not switched on", process.report().note);
      try (DatagramSocket free = new DatagramSocket(process.port)) {
        assertTrue(free.isBound());
      }
    }
  }

  @Test
  void bothVersionsRegisterAndFindOverUdp() throws Exception {
    try (AgentProcess process = AgentProcess.enabled()) {
      assertEquals(
          SlpError.OK,
          ((SrvAck) process.ask(reg(A, 60, "(LOAD=35),(LUPOOL=P\\093270002)"))).error());
      SrvRply found =
          (SrvRply) process.ask(rqst(SlpHeader.v1(xid++), Desk.TN3270, Scopes.NONE, "(LOAD<=40)"));
      assertEquals(List.of(A), Desk.urls(found));
      AttrRply list =
          (AttrRply)
              process.ask(
                  new AttrRqst(SlpHeader.v2(xid++), List.of(), A, Scopes.DEFAULT, List.of(), ""));
      assertEquals("(LOAD=35),(LUPOOL=P\\093270002)", list.attributeList());
      assertEquals(1, process.report().registrations);
      assertTrue(process.report().listening && process.report().port == process.port);
    }
  }

  @Test
  void discoveryIsAnsweredInBothVersionsWithAndWithoutScope() throws Exception {
    try (AgentProcess process = AgentProcess.enabled()) {
      String type = "service:directory-agent";
      DAAdvert two = (DAAdvert) process.ask(rqst(SlpHeader.v2(5), type, Scopes.NONE, ""));
      assertEquals("service:directory-agent://127.0.0.1", two.url());
      assertEquals(process.report().bootTimestamp, two.bootTimestamp());
      assertEquals("select-enabled,sort-enabled", two.attributeList());
      assertEquals(Scopes.DEFAULT, two.scopes());
      DAAdvert one = (DAAdvert) process.ask(rqst(SlpHeader.v1(6), type, Scopes.NONE, ""));
      assertEquals(6, one.header().xid());
      assertEquals(two.url(), one.url());
      DAAdvert refused = (DAAdvert) process.ask(rqst(SlpHeader.v2(7), type, Desk.scopes("X"), ""));
      assertEquals(SlpError.SCOPE_NOT_SUPPORTED, refused.error());
      assertInstanceOf(
          DAAdvert.class,
          process.ask(rqst(SlpHeader.v2(8), type, Scopes.DEFAULT, "(select-enabled=*)")));
    }
  }

  @Test
  void multicastDiscoveryIsAnsweredButOtherMulticastRequestsAreNot() throws Exception {
    try (AgentProcess process = AgentProcess.enabled()) {
      process.ask(reg(A, 60, ""));
      BlockingQueue<Object> replies = new LinkedBlockingQueue<>();
      SlpEndpointComponent asker = AgentProcess.endpoint(process.port);
      try (SlpExchange exchange = asker.open()) {
        for (String type : List.of(Desk.TN3270, "service:directory-agent")) {
          SlpHeader header = SlpHeader.v2(exchange.newXid()).with(SlpHeader.REQUEST_MCAST);
          exchange.multicast(
              rqst(header, type, Scopes.DEFAULT, ""),
              exchange.links(),
              reply -> replies.add(reply.message()));
        }
        assertInstanceOf(DAAdvert.class, replies.poll(5, TimeUnit.SECONDS));
        process.ask(reg(A, 60, "")); // what came before has been handled
        assertTrue(replies.isEmpty(), replies.toString());
      } finally {
        asker.deactivate();
      }
    }
  }

  @Test
  void itAnnouncesItselfAtTheStartFromTimeToTimeAndAtTheEnd() throws Exception {
    BlockingQueue<DAAdvert> heard = new LinkedBlockingQueue<>();
    try (AgentProcess process = new AgentProcess(Map.of())) {
      SlpEndpointComponent listener = AgentProcess.endpoint(process.port);
      SlpEndpoint.Serving listening = listener.listen(a -> heard.add(a.advert()));
      try {
        process.agent.modified(AgentProcess.config(Map.of("enabled", true, "heartbeatSeconds", 1)));
        long boot = process.report().bootTimestamp;
        int version1 = 0;
        int version2 = 0;
        while (version1 < 2 || version2 < 2) {
          DAAdvert advert = heard.poll(10, TimeUnit.SECONDS);
          if (advert.header().version() == 1) {
            assertEquals(version1++, advert.header().xid(), "the counter of RFC 2165 15.2");
          } else {
            version2++;
            assertEquals(0, advert.header().xid());
            assertEquals(boot, advert.bootTimestamp());
          }
        }
        process.agent.modified(AgentProcess.config(Map.of("enabled", false)));
        await()
            .atMost(10, TimeUnit.SECONDS)
            .until(
                () -> {
                  DAAdvert advert = heard.poll();
                  return advert != null && advert.bootTimestamp() == 0;
                });
        process.agent.modified(AgentProcess.config(Map.of("enabled", true)));
        assertTrue(process.report().bootTimestamp > boot, "never an equal timestamp");
        assertEquals(0, process.report().registrations);
      } finally {
        listening.close();
        listener.deactivate();
      }
    }
  }

  @Test
  void registrationsOutliveEndpointNetworkAndConfiguration() throws Exception {
    try (AgentProcess process = AgentProcess.enabled()) {
      process.ask(reg(A, 600, "(LOAD=1)"));
      process.agent.unsetNetwork(AgentProcess.LOOPBACK);
      process.agent.unsetEndpoint(process.endpoint());
      assertFalse(process.report().listening);
      process.agent.setEndpoint(process.endpoint());
      process.agent.modified(
          AgentProcess.config(Map.of("enabled", true, "scopes", new String[] {"DEFAULT", "B"})));
      process.agent.modified(AgentProcess.config(Map.of("scopes", new String[] {"a=b"})));
      assertEquals(
          List.of("DEFAULT", "B"), process.report().scopes, "a wrong value keeps the last");
      SrvRply found =
          (SrvRply)
              process.ask(
                  rqst(SlpHeader.v2(xid++), Desk.TN3270, Desk.scopes("B,DEFAULT"), "(LOAD=1)"));
      assertEquals(List.of(A), Desk.urls(found));
    }
  }

  @Test
  void whatHasExpiredIsSweptOutInTime() throws Exception {
    try (AgentProcess process = AgentProcess.enabled()) {
      process.ask(reg(A, 1, "(LOAD=1)"));
      assertEquals(1, process.report().registrations);
      await().atMost(10, TimeUnit.SECONDS).until(() -> process.report().registrations == 0);
      assertEquals(1, process.report().expired);
    }
  }

  @Test
  void aStoppedAgentFreesItsPort() throws Exception {
    int port;
    try (AgentProcess process = AgentProcess.enabled()) {
      port = process.port;
      process.ask(reg(A, 60, ""));
    }
    await()
        .atMost(30, TimeUnit.SECONDS)
        .ignoreException(BindException.class)
        .until(
            () -> {
              try (DatagramSocket free =
                  new DatagramSocket(
                      new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
                return free.isBound();
              }
            });
  }

  @Test
  void theUrlEntryOfAReplyTellsTheSecondsThatAreLeft() throws Exception {
    try (AgentProcess process = AgentProcess.enabled()) {
      process.ask(reg(A, 600, ""));
      SrvRply found =
          (SrvRply) process.ask(rqst(SlpHeader.v2(xid++), Desk.TN3270, Scopes.DEFAULT, ""));
      UrlEntry entry = found.urlEntries().get(0);
      assertTrue(entry.lifetime() > 500 && entry.lifetime() <= 600, entry.toString());
    }
  }
}
