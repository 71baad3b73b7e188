// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.api.agent.LoadReading;
import org.loadstar.api.agent.ServerDescription;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.Opaque;
import org.loadstar.slp.SAAdvert;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvReg;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.SrvTypeRply;
import org.loadstar.slp.SrvTypeRqst;
import org.loadstar.slp.UrlEntry;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpRequest;

class AnswersTest {
  private static final SlpHeader HEADER = SlpHeader.v2(77);

  private static Advertised server(String name, String host, int port, int inUse, String... pools) {
    TreeMap<String, List<String>> attributes =
        new TreeMap<>(Map.of("BIND", List.of(), "RFC2355", List.of(), "SECURITY", List.of("NONE")));
    return new Advertised(
        new ServerDescription(
            name,
            host,
            port,
            List.of(pools).stream().map(p -> new LuPool(p.split(" ")[0], p.split(" ")[1])).toList(),
            attributes),
        new LoadReading.Sessions(inUse, 20),
        0,
        "",
        50,
        50,
        null,
        "test");
  }

  private final Answers answers =
      new Answers(
          List.of(
              server("ONE", "", 2301, 12, "POOL2 3270002", "POOL4 3270004"),
              server("TWO", "two.example", 2302, 5, "POOL2 3270002")),
          Scopes.DEFAULT,
          600);

  private Optional<SlpMessage> ask(SlpMessage message, boolean multicast) {
    InetAddress own = InetAddress.getLoopbackAddress();
    return answers.answer(
        new SlpRequest(
            message, new InetSocketAddress(own, 40000), new SlpLink("lo", own), multicast, false));
  }

  private static SrvRqst find(String type, String predicate) {
    return new SrvRqst(HEADER, List.of(), type, Scopes.DEFAULT, predicate, "");
  }

  private List<String> urls(SrvRqst request) {
    SrvRply reply = (SrvRply) ask(request, false).orElseThrow();
    assertEquals(SlpError.OK, reply.error());
    assertEquals(77, reply.header().xid());
    return reply.urlEntries().stream().map(UrlEntry::url).toList();
  }

  @Test
  void everyServerIsTold() {
    assertEquals(
        List.of("service:tn3270://127.0.0.1:2301", "service:tn3270://two.example:2302"),
        urls(find("service:tn3270", "")));
    SrvRply reply = (SrvRply) ask(find("SERVICE:TN3270", ""), true).orElseThrow();
    assertEquals(600, reply.urlEntries().get(0).lifetime());
  }

  @ParameterizedTest
  @CsvSource({
    "(LOAD<=30), 2302",
    "(LUPOOL=POOL4 3270004), 2301",
    "(LUPOOL=pool4\\093270004), 2301",
    "(&(RFC2355=*)(LOAD>=60)), 2301",
    "(SERVERNAME=TWO), 2302"
  })
  void thePredicateIsObeyed(String predicate, String port) {
    List<String> found = urls(find("service:tn3270", predicate));
    assertEquals(1, found.size(), found.toString());
    assertTrue(found.get(0).endsWith(":" + port), found.toString());
  }

  @Test
  void attributesOfOneServer() throws Exception {
    AttrRqst request =
        new AttrRqst(
            HEADER, List.of(), "service:tn3270://127.0.0.1:2301", Scopes.DEFAULT, List.of(), "");
    AttrRply reply = (AttrRply) ask(request, true).orElseThrow();
    Attributes list = Attributes.parse(reply.attributeList());
    assertEquals(60, list.integer("LOAD").orElseThrow());
    assertEquals(List.of("POOL2 3270002", "POOL4 3270004"), list.strings("LUPOOL"));
    assertTrue(list.has("BIND") && list.has("RFC2355"));
    assertEquals(List.of("ONE"), list.strings("SERVERNAME"));
  }

  @Test
  void theLoadAlone() {
    AttrRqst request =
        new AttrRqst(
            HEADER,
            List.of(),
            "service:tn3270://two.example:2302",
            Scopes.DEFAULT,
            List.of("LOAD"),
            "");
    assertEquals("(LOAD=25)", ((AttrRply) ask(request, false).orElseThrow()).attributeList());
  }

  @Test
  void attributesOfTheTypeAreTheUnion() throws Exception {
    AttrRqst request =
        new AttrRqst(
            HEADER, List.of(), "service:tn3270", Scopes.DEFAULT, List.of("LOAD", "LUPOOL"), "");
    Attributes list =
        Attributes.parse(((AttrRply) ask(request, false).orElseThrow()).attributeList());
    assertEquals(List.of("60", "25"), list.strings("LOAD"));
    assertEquals(List.of("POOL2 3270002", "POOL4 3270004"), list.strings("LUPOOL"));
  }

  @Test
  void noErrorAndNoEmptyListIsMulticast() throws Exception {
    SrvRqst scope = new SrvRqst(HEADER, List.of(), "service:tn3270", Scopes.parse("OTHER"), "", "");
    SrvRqst broken = find("service:tn3270", "(LOAD");
    SrvRqst none = find("service:tn3270", "(LOAD=99)");
    for (SrvRqst request : List.of(scope, broken, none, find("service:printer", ""))) {
      assertEquals(Optional.empty(), ask(request, true));
    }
    assertEquals(SlpError.SCOPE_NOT_SUPPORTED, ((SrvRply) ask(scope, false).orElseThrow()).error());
    assertEquals(SlpError.PARSE_ERROR, ((SrvRply) ask(broken, false).orElseThrow()).error());
    assertEquals(List.of(), urls(none));
  }

  @Test
  void theAgentAndItsTypesAreTold() {
    SrvRqst agent = new SrvRqst(HEADER, List.of(), "service:service-agent", Scopes.NONE, "", "");
    SAAdvert advert = (SAAdvert) ask(agent, true).orElseThrow();
    assertEquals("service:service-agent://127.0.0.1", advert.url());
    SrvTypeRqst types = new SrvTypeRqst(HEADER, List.of(), null, Scopes.DEFAULT);
    assertEquals(
        List.of("service:tn3270"), ((SrvTypeRply) ask(types, true).orElseThrow()).serviceTypes());
  }

  @Test
  void noRegistrationIsTakenFromTheNetwork() {
    SrvReg registration =
        new SrvReg(
            HEADER.with(SlpHeader.FRESH),
            new UrlEntry(600, "service:tn3270://evil.example:23"),
            "service:tn3270",
            Scopes.DEFAULT,
            "(LOAD=0)",
            List.<Opaque>of());
    assertEquals(Optional.empty(), ask(registration, false));
    assertEquals(2, urls(find("service:tn3270", "")).size());
  }
}
