// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.api.agent.LoadReading;
import org.loadstar.api.agent.ServerDescription;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.AttributeListExtension;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.Extension;
import org.loadstar.slp.KeyRing;
import org.loadstar.slp.Opaque;
import org.loadstar.slp.SAAdvert;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SelectExtension;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvReg;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.SrvTypeRply;
import org.loadstar.slp.SrvTypeRqst;
import org.loadstar.slp.Tn3270Template;
import org.loadstar.slp.UrlEntry;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpRequest;
import org.loadstar.testkit.Configs;

class AnswersTest {
  private static final Signing UNSIGNED = new Signing(() -> KeyRing.EMPTY, Clock.systemUTC());

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

  private static final Settings SETTINGS =
      new Settings(Scopes.DEFAULT, List.of(Tn3270Template.TN3270), 600, 50, 500, 5, List.of());

  private final Answers answers = answers(SETTINGS);

  private static Answers answers(Settings settings, Service... others) {
    List<Service> services = new ArrayList<>(List.of(others));
    for (Advertised server :
        List.of(
            server("ONE", "", 2301, 12, "POOL2 3270002", "POOL4 3270004"),
            server("TWO", "two.example", 2302, 5, "POOL2 3270002"))) {
      services.addAll(server.services(settings, "127.0.0.1"));
    }
    return new Answers(services, settings.scopes(), InetAddress.getLoopbackAddress(), UNSIGNED);
  }

  private Optional<SlpMessage> ask(SlpMessage message, boolean multicast) {
    return ask(answers, message, multicast);
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

  private Optional<SlpMessage> ask(Answers of, SlpMessage message, boolean multicast) {
    InetAddress lo = InetAddress.getLoopbackAddress();
    return of.answer(
        new SlpRequest(
            message, new InetSocketAddress(lo, 40000), new SlpLink("lo", lo), multicast, false));
  }

  private static SrvRqst v1(String type, String scopes, String predicate) throws SlpException {
    return new SrvRqst(SlpHeader.v1(77), List.of(), type, Scopes.parse(scopes), predicate, "");
  }

  private static Service printer(String scopes) {
    return DirectoryWorld.service(
        "service:printer:lpr://p.example/q", scopes, 300, "(COLOR=true),(LOAD=3)");
  }

  @Test
  void anUnscopedRequestOfVersionOneIsAnsweredWithAllServersScopedOrNot() throws Exception {
    Settings ops =
        new Settings(
            Scopes.parse("OPS"), List.of(Tn3270Template.TN3270), 600, 50, 500, 5, List.of());
    SrvRply reply = (SrvRply) ask(answers(ops), v1("service:tn3270", "", ""), true).orElseThrow();
    assertEquals(2, reply.urlEntries().size());
    assertEquals(1, reply.header().version());
    assertEquals(
        2,
        ((SrvRply) ask(answers(ops), v1("service:tn3270", "ops", ""), true).orElseThrow())
            .urlEntries()
            .size());
    assertEquals(Optional.empty(), ask(answers(ops), v1("service:tn3270", "LAB", ""), true));
    assertEquals(
        SlpError.SCOPE_NOT_SUPPORTED,
        ((SrvRply) ask(answers(ops), v1("service:tn3270", "LAB", ""), false).orElseThrow())
            .error());
    SrvRqst unscopedInVersion2 =
        new SrvRqst(HEADER, List.of(), "service:tn3270", Scopes.NONE, "", "");
    assertEquals(
        SlpError.SCOPE_NOT_SUPPORTED,
        ((SrvRply) ask(unscopedInVersion2, false).orElseThrow()).error());
  }

  @Test
  void thePredicateOfVersionOneAsTheTemplatePrintsItIsObeyed() throws Exception {
    for (String where :
        List.of("tn3270//LUPOOL == POOL4 3270004/", "TN3270//LUPOOL/ == POOL4\t3270004")) {
      io.netty.buffer.ByteBuf wire = io.netty.buffer.Unpooled.buffer();
      byte[] predicate = where.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      wire.writeByte(1).writeByte(1).writeShort(12 + 2 + 2 + predicate.length);
      wire.writeByte(0).writeByte(0).writeBytes(new byte[] {'e', 'n'}).writeShort(3).writeShort(9);
      wire.writeShort(0).writeShort(predicate.length).writeBytes(predicate);
      SrvRply reply = (SrvRply) ask(org.loadstar.slp.SlpCodec.decode(wire), true).orElseThrow();
      assertEquals(
          List.of("service:tn3270://127.0.0.1:2301"),
          reply.urlEntries().stream().map(UrlEntry::url).toList());
    }
  }

  @Test
  void versionOneKnowsNoAbstractTypesAndNoServiceAgents() throws Exception {
    Answers of = answers(SETTINGS, printer("DEFAULT"));
    assertEquals(Optional.empty(), ask(of, v1("service:printer", "", ""), true));
    assertEquals(Optional.empty(), ask(of, v1("service:service-agent", "", ""), true));
    SrvTypeRqst types = new SrvTypeRqst(SlpHeader.v1(7), List.of(), null, Scopes.NONE);
    assertEquals(
        List.of("service:tn3270"),
        ((SrvTypeRply) ask(of, types, true).orElseThrow()).serviceTypes());
    SrvTypeRqst both = new SrvTypeRqst(HEADER, List.of(), null, Scopes.DEFAULT);
    assertEquals(
        List.of("service:printer:lpr", "service:tn3270"),
        ((SrvTypeRply) ask(of, both, true).orElseThrow()).serviceTypes());
    assertEquals(
        1,
        ((SrvRply) ask(of, find("service:printer", "(color=TRUE)"), true).orElseThrow())
            .urlEntries()
            .size());
  }

  @Test
  void aMonolingualRequestInAnotherLanguageIsRefusedAnyOtherAnsweredInItsOwn() throws Exception {
    SrvRqst plain = v1("service:tn3270", "", "");
    SlpHeader german = SlpHeader.v1(77).withLanguage("de");
    SrvRqst insists =
        new SrvRqst(
            german.with(SlpHeader.MONOLINGUAL),
            List.of(),
            plain.serviceType(),
            plain.scopes(),
            "",
            "");
    assertEquals(
        SlpError.LANGUAGE_NOT_SUPPORTED, ((SrvRply) ask(insists, false).orElseThrow()).error());
    assertEquals(Optional.empty(), ask(insists, true));
    for (SlpHeader header : List.of(german, SlpHeader.v2(77).withLanguage("de-CH"))) {
      SrvRqst asks = new SrvRqst(header, List.of(), plain.serviceType(), Scopes.DEFAULT, "", "");
      SrvRply reply = (SrvRply) ask(asks, true).orElseThrow();
      assertEquals(2, reply.urlEntries().size());
      assertEquals(header.languageTag(), reply.header().languageTag());
    }
  }

  @Test
  void mandatoryExtensionsAndSecurityParametersAreRefusedToUnicastOnly() {
    for (Extension unknown :
        List.of(
            new SelectExtension(1).toExtension(),
            new Extension(0x4003, Opaque.EMPTY),
            new Extension(0x7FFF, Opaque.EMPTY))) {
      SlpHeader header = HEADER.withExtensions(List.of(unknown));
      for (SlpMessage request :
          List.of(
              new SrvRqst(header, List.of(), "service:tn3270", Scopes.DEFAULT, "", ""),
              new SrvRqst(header, List.of(), "service:service-agent", Scopes.NONE, "", ""),
              new AttrRqst(header, List.of(), "service:tn3270", Scopes.DEFAULT, List.of(), ""),
              new SrvTypeRqst(header, List.of(), null, Scopes.DEFAULT))) {
        assertEquals(SlpError.OPTION_NOT_UNDERSTOOD, error(ask(request, false).orElseThrow()));
        assertEquals(Optional.empty(), ask(request, true));
      }
    }
    SlpHeader optional = HEADER.withExtensions(List.of(new Extension(0x3FFF, Opaque.EMPTY)));
    SrvRqst fine = new SrvRqst(optional, List.of(), "service:tn3270", Scopes.DEFAULT, "", "");
    assertEquals(SlpError.OK, error(ask(fine, true).orElseThrow()));
    for (SlpMessage request :
        List.of(
            new SrvRqst(HEADER, List.of(), "service:tn3270", Scopes.DEFAULT, "", "spi"),
            new AttrRqst(HEADER, List.of(), "service:tn3270", Scopes.DEFAULT, List.of(), "spi"))) {
      assertEquals(SlpError.AUTHENTICATION_UNKNOWN, error(ask(request, false).orElseThrow()));
      assertEquals(Optional.empty(), ask(request, true));
    }
  }

  private static SlpError error(SlpMessage reply) {
    if (reply instanceof AttrRply attributes) {
      return attributes.error();
    }
    return reply instanceof SrvTypeRply types ? types.error() : ((SrvRply) reply).error();
  }

  @Test
  void theAttributeListExtensionGetsTheWholeListOfEachUrl() throws Exception {
    SlpHeader header = HEADER.withExtensions(List.of(AttributeListExtension.REQUEST));
    SrvRqst asks =
        new SrvRqst(header, List.of(), "service:tn3270", Scopes.DEFAULT, "(LOAD<=100)", "");
    SrvRply reply = (SrvRply) ask(asks, true).orElseThrow();
    assertEquals(2, reply.header().extensions().size());
    for (int i = 0; i < 2; i++) {
      AttributeListExtension list =
          AttributeListExtension.parse(reply.header().extensions().get(i));
      assertEquals(reply.urlEntries().get(i).url(), list.url());
      assertTrue(Attributes.parse(list.attributeList()).has("LUPOOL"));
    }
    assertEquals(
        List.of(),
        ask(find("service:tn3270", ""), true).orElseThrow().header().extensions(),
        "only whoever asks gets it");
  }

  @Test
  void theNamingAuthoritySelectsTypesAndScopesSelectServices() throws Exception {
    Service odd = DirectoryWorld.service("service:odd.acme://h", "LAB", 300, "");
    Answers of = answers(SETTINGS, odd);
    assertEquals(List.of(), types(of, "", "LAB"));
    assertEquals(List.of("service:odd.acme"), types(of, "ACME", "lab"));
    assertEquals(List.of("service:odd.acme"), types(of, null, "LAB"));
    assertEquals(List.of("service:odd.acme", "service:tn3270"), types(of, null, "LAB,DEFAULT"));
    assertEquals(List.of("service:tn3270"), types(of, "", "LAB,DEFAULT"));
    SrvRqst elsewhere = new SrvRqst(HEADER, List.of(), "service:odd.acme", Scopes.DEFAULT, "", "");
    assertEquals(Optional.empty(), ask(of, elsewhere, true));
  }

  private List<String> types(Answers of, String authority, String scopes) throws SlpException {
    SrvTypeRqst request = new SrvTypeRqst(HEADER, List.of(), authority, Scopes.parse(scopes));
    return ((SrvTypeRply) ask(of, request, false).orElseThrow()).serviceTypes();
  }

  @Test
  void attributesAreSelectedByTagFilters() {
    AttrRqst request =
        new AttrRqst(
            HEADER, List.of(), "service:tn3270", Scopes.DEFAULT, List.of("lo*", "RFC*"), "");
    assertEquals(
        "(LOAD=60,25),RFC2355", ((AttrRply) ask(request, true).orElseThrow()).attributeList());
  }

  @Test
  void theAgentIsToldWithAllItsTypesAndScopesWhereThePredicateHolds() throws Exception {
    Answers of = answers(SETTINGS, printer("LAB"));
    for (String predicate : List.of("", "(service-type=service:tn3270)", "(service-type=*lpr)")) {
      SrvRqst agent =
          new SrvRqst(HEADER, List.of(), "service:service-agent", Scopes.NONE, predicate, "");
      SAAdvert advert = (SAAdvert) ask(of, agent, true).orElseThrow();
      assertEquals(Scopes.parse("DEFAULT,LAB"), advert.scopes());
    }
    SrvRqst others =
        new SrvRqst(
            HEADER, List.of(), "service:service-agent", Scopes.NONE, "(service-type=nfs)", "");
    assertEquals(Optional.empty(), ask(of, others, true));
    assertEquals(Optional.empty(), ask(of, others, false));
    SrvRqst scoped =
        new SrvRqst(HEADER, List.of(), "service:service-agent", Scopes.parse("ELSE"), "", "");
    assertEquals(Optional.empty(), ask(of, scoped, true));
    assertEquals(SlpError.SCOPE_NOT_SUPPORTED, error(ask(of, scoped, false).orElseThrow()));
  }

  @Test
  void serversAreToldAsTn3270eAndCommserverWhereThatIsConfigured() throws Exception {
    assertEquals(Optional.empty(), ask(find("service:tn3270e", ""), true));
    assertEquals(Optional.empty(), ask(find("service:commserver", ""), true));
    Settings all =
        Settings.of(
            Configs.of(
                ServiceAgentComponent.Config.class,
                Map.of("types", new String[] {"tn3270", "TN3270E", "commserver"})));
    SrvRply second =
        (SrvRply) ask(answers(all), find("service:tn3270e", "(LOAD<=30)"), true).orElseThrow();
    assertEquals("service:tn3270e://two.example:2302", second.urlEntries().get(0).url());
    AttrRqst software =
        new AttrRqst(
            HEADER,
            List.of(),
            "service:commserver://two.example:2302",
            Scopes.DEFAULT,
            List.of(),
            "");
    assertEquals(
        "(SERVERNAME=TWO)",
        ((AttrRply) ask(answers(all), software, true).orElseThrow()).attributeList());
    assertEquals(
        Set.of("service:service-agent", "service:tn3270", "service:tn3270e", "service:commserver"),
        Answers.types(answers(all).services()));
  }

  @Test
  void anAddressOfIpv6StandsInBracketsAndReachesNoFurtherThanItsLink() throws Exception {
    InetAddress link = InetAddress.getByName("fe80::1%1");
    InetAddress global = InetAddress.getByName("2001:db8::9");
    Advertised one = server("ONE", "", 2301, 12, "POOL2 3270002");
    Answers of =
        new Answers(one.services(SETTINGS, Answers.host(link)), Scopes.DEFAULT, link, UNSIGNED);
    SlpLink via = new SlpLink("eth0", link);
    SrvRqst find = find("service:tn3270", "");
    SrvRply near =
        (SrvRply)
            of.answer(new SlpRequest(find, new InetSocketAddress(link, 9), via, true, false))
                .orElseThrow();
    assertEquals("service:tn3270://[fe80:0:0:0:0:0:0:1]:2301", near.urlEntries().get(0).url());
    assertEquals(
        Optional.empty(),
        of.answer(new SlpRequest(find, new InetSocketAddress(global, 9), via, true, false)));
    SrvRqst agent = new SrvRqst(HEADER, List.of(), "service:service-agent", Scopes.NONE, "", "");
    SAAdvert advert =
        (SAAdvert)
            of.answer(new SlpRequest(agent, new InetSocketAddress(link, 9), via, true, false))
                .orElseThrow();
    assertEquals("service:service-agent://[fe80:0:0:0:0:0:0:1]", advert.url());
  }

  @Test
  void theTypesOfAnAbstractServiceAreBoth() {
    assertEquals(
        Set.of("service:service-agent", "service:printer:lpr", "service:printer"),
        Answers.types(List.of(printer("DEFAULT"))));
  }
}
