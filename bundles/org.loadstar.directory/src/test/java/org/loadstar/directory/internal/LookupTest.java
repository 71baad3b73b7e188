// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.loadstar.slp.AttributeListExtension;
import org.loadstar.slp.Extension;
import org.loadstar.slp.Opaque;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SelectExtension;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SortExtension;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;

/** Questions about services, attributes and types, rule by rule. */
class LookupTest {
  private static final String A = "service:tn3270://a:23";
  private static final String B = "service:tn3270://b:23";
  private static final String C = "service:tn3270://c:23";

  private final Desk desk = new Desk();

  // Service requests, RFC 2608 section 8.1

  @Test
  void servicesAreFoundByTypeScopeAndPredicate() {
    desk.with("scopes", new String[] {"DEFAULT", "BLDG 32"});
    desk.register(A, "(LOAD=10),(LUPOOL=POOL2\\093270002)");
    desk.register(B, "service:TN3270", "default,bldg  32", "(LOAD=60),(LUPOOL=POOL1)");
    desk.register(C, "service:other", "DEFAULT", "(LOAD=1)");
    assertEquals(List.of(A, B), desk.find(""));
    assertEquals(List.of(B), desk.find("service:tn3270", "Bldg 32", ""));
    assertEquals(List.of(A), desk.find("(&(LOAD<=39)(lupool=pool2 3270002))"));
    assertEquals(
        List.of(A, B), desk.find(Desk.TN3270, "BLDG 32,DEFAULT,X", "").stream().sorted().toList());
    assertEquals(List.of(), desk.find("(LOAD>=61)"));
  }

  @Test
  void scopesThatAreNotServedAndFaultyPredicatesAreErrors() {
    assertEquals(SlpError.SCOPE_NOT_SUPPORTED, desk.ask(Desk.TN3270, "X", "").error());
    assertEquals(SlpError.SCOPE_NOT_SUPPORTED, desk.ask(Desk.TN3270, "", "").error());
    assertEquals(SlpError.PARSE_ERROR, desk.ask(Desk.TN3270, "DEFAULT", "(a").error());
    assertEquals(SlpError.PARSE_ERROR, desk.ask("service:", "DEFAULT", "").error());
    SrvRqst signed =
        new SrvRqst(SlpHeader.v2(1), List.of(), Desk.TN3270, Scopes.DEFAULT, "", "spi");
    assertEquals(
        SlpError.AUTHENTICATION_UNKNOWN, ((SrvRply) desk.send(signed).orElseThrow()).error());
  }

  @Test
  void whatIsMulticastIsLeftToServiceAgents() {
    desk.register(A, "");
    desk.multicast = true;
    SlpHeader header = SlpHeader.v2(1).with(SlpHeader.REQUEST_MCAST);
    assertTrue(
        desk.send(new SrvRqst(header, List.of(), Desk.TN3270, Scopes.DEFAULT, "", "")).isEmpty());
    assertTrue(
        desk.send(new SrvRqst(header, List.of(), Desk.TN3270, Scopes.DEFAULT, "(", "")).isEmpty());
  }

  @Test
  void requestsForServiceAgentsAreLeftToThem() {
    assertTrue(
        desk.send(
                new SrvRqst(
                    SlpHeader.v2(1), List.of(), "service:service-agent", Scopes.DEFAULT, "", ""))
            .isEmpty());
  }

  @Test
  void anUnknownMandatoryExtensionIsAnErrorOfEveryRequest() {
    desk.asking(new Extension(0x4001, Opaque.EMPTY));
    assertEquals(SlpError.OPTION_NOT_UNDERSTOOD, desk.ask(Desk.TN3270, "DEFAULT", "").error());
    assertEquals(SlpError.OPTION_NOT_UNDERSTOOD, desk.register(A, ""));
    assertEquals(SlpError.OPTION_NOT_UNDERSTOOD, desk.deregister(A, "DEFAULT"));
    assertEquals(SlpError.OPTION_NOT_UNDERSTOOD, desk.attributes(A, "DEFAULT").error());
    desk.asking(new Extension(0x0999, Opaque.EMPTY));
    assertEquals(SlpError.OK, desk.register(A, ""));
  }

  @Test
  void anAbstractTypeIsSatisfiedByEveryConcreteOne() {
    desk.register("service:printer:lpr://a", "service:printer:lpr", "DEFAULT", "(p=1)");
    desk.register("service:printer:ipp://b", "service:printer:ipp", "DEFAULT", "(p=2)");
    assertEquals(2, desk.find("service:printer", "DEFAULT", "").size());
    assertEquals(
        List.of("service:printer:ipp://b"), desk.find("service:printer", "DEFAULT", "(p=2)"));
    assertEquals(
        List.of("service:printer:lpr://a"), desk.find("service:printer:lpr", "DEFAULT", ""));
    assertEquals("(p=1,2)", desk.list("service:printer"));
  }

  // Languages

  @Test
  void aServiceInTwoLanguagesIsOneServiceWithTwoLists() {
    desk.register(A, "(COLOUR=green)");
    desk.in("de-AT").register(A, "(FARBE=gruen)");
    assertEquals(List.of(A), desk.in("fr").find(""));
    assertEquals(List.of(A), desk.in("en-GB").find("(COLOUR=green)"));
    assertEquals(List.of(), desk.in("en").find("(FARBE=gruen)"));
    assertEquals(List.of(A), desk.in("de").find("(FARBE=gruen)"));
    assertEquals("(FARBE=gruen)", desk.list(A));
    assertEquals("(COLOUR=green)", desk.in("en").list(A));
    assertEquals("(COLOUR=green)", desk.in("en").list(Desk.TN3270));
  }

  @Test
  void whereThereIsNothingInTheLanguageThatIsTold() {
    desk.register(A, "(COLOUR=green)");
    desk.in("fr");
    assertEquals(
        SlpError.LANGUAGE_NOT_SUPPORTED, desk.ask(Desk.TN3270, "DEFAULT", "(a=1)").error());
    assertEquals(SlpError.LANGUAGE_NOT_SUPPORTED, desk.attributes(A, "DEFAULT").error());
    assertEquals(SlpError.LANGUAGE_NOT_SUPPORTED, desk.attributes(Desk.TN3270, "DEFAULT").error());
    assertEquals(List.of(), desk.find("service:y", "DEFAULT", "(a=1)"), "nothing in any");
  }

  @Test
  void inVersion1TheDefaultLanguageStandsInUnlessForbidden() {
    desk.register(A, "(COLOUR=green)");
    desk.v1().in("fr");
    SrvRply reply = desk.ask(Desk.TN3270, "", "(COLOUR=green)");
    assertEquals(List.of(A), Desk.urls(reply));
    assertEquals("en", reply.header().languageTag());
    desk.header = desk.header.with(SlpHeader.MONOLINGUAL);
    assertEquals(
        SlpError.LANGUAGE_NOT_SUPPORTED, desk.ask(Desk.TN3270, "", "(COLOUR=green)").error());
  }

  // Both versions over one store, RFC 2608 section 3

  @Test
  void eachVersionFindsWhatTheOtherRegistered() {
    desk.register(A, "(LOAD=10)");
    desk.v1().register(B, "(LOAD=20)");
    assertEquals(List.of(A, B), desk.find(Desk.TN3270, "", "(LOAD<=20)"));
    assertEquals(List.of(A, B), desk.v2().find("(LOAD<=20)"));
    assertEquals("(LOAD=20)", desk.list(B));
    assertEquals(SlpError.OK, desk.v1().deregister(A, ""));
    assertEquals(SlpError.OK, desk.v2().deregister(B, "DEFAULT"));
    assertEquals(List.of(), desk.find(""));
  }

  @Test
  void version1IsNotToldOfAbstractTypesNorOfLongLanguages() {
    desk.register("service:x:y://orb", "service:x:y", "DEFAULT", "(o=1)");
    desk.in("en-GB").register(A, "(LOAD=10)");
    desk.in("en").register(B, "(LOAD=20)");
    desk.v1();
    assertEquals(List.of(), desk.find("service:x", "", ""));
    assertEquals("", desk.attributes("service:x", "").attributeList());
    assertEquals(List.of(B), desk.find(Desk.TN3270, "", ""));
    assertEquals(List.of(Desk.TN3270), desk.types(null, ""));
    assertEquals("", desk.attributes(A, "").attributeList());
    assertEquals(List.of("service:tn3270", "service:x:y"), desk.v2().types(null, "DEFAULT"));
  }

  // Attributes, RFC 2608 sections 10.3 and 10.4

  @Test
  void attributesAreSelectedByTags() {
    desk.register(A, "(LOAD=10),(LUPOOL=P1),LUX,BIND");
    assertEquals("(LOAD=10)", desk.list(A, "load"));
    assertEquals("(LUPOOL=P1),LUX", desk.list(A, "lu*"));
    assertEquals("", desk.list(A, "none"));
    assertEquals("", desk.list("service:tn3270://unknown"));
  }

  @Test
  void attributesOfATypeAreTheUnionOfAllValuesEachOnce() {
    desk.register(A, "(A=a a,b),K");
    desk.register(B, "(a=A   A,B,c),(N=1)");
    assertEquals("(A=a a,b,c),K,(N=1)", desk.list(Desk.TN3270));
    assertEquals("(N=1)", desk.list(Desk.TN3270, "N"));
  }

  @Test
  void theUnionOfManyStaysWithinAMessage() {
    for (int i = 0; i < 900; i++) {
      desk.register("service:tn3270://h" + i, "(name=" + "x".repeat(100) + i + ")");
    }
    String list = desk.list(Desk.TN3270);
    assertTrue(list.length() <= 0xFFFF && Desk.parse(list) != null);
  }

  // Service types, RFC 2608 section 10.1

  @Test
  void typesAreToldByNamingAuthorityAndScope() {
    desk.with("scopes", new String[] {"DEFAULT", "B"});
    desk.register(A, "");
    desk.register(B, "service:tn3270", "B", "");
    desk.register("service:x.acme://h", "service:x.acme", "DEFAULT", "");
    desk.register("http://h", "http", "B", "");
    assertEquals(List.of("service:tn3270"), desk.types("", "DEFAULT"));
    assertEquals(List.of("service:x.acme"), desk.types("ACME", "DEFAULT,B"));
    assertEquals(
        List.of("http", "service:tn3270", "service:x.acme"), desk.types(null, "B,DEFAULT"));
    desk.deregister(A, "DEFAULT");
    assertEquals(List.of(), desk.types("", "DEFAULT"));
  }

  // RFC 3059

  @Test
  void attributeListsComeWithTheServicesIfAskedFor() {
    desk.register(A, "(LOAD=10),X");
    desk.register(B, "");
    desk.asking(AttributeListExtension.REQUEST);
    SrvRply reply = desk.ask(Desk.TN3270, "DEFAULT", "");
    List<AttributeListExtension> lists = new ArrayList<>();
    Map<String, AttributeListExtension> byUrl = AttributeListExtension.of(reply);
    Desk.urls(reply).forEach(url -> lists.add(byUrl.get(url)));
    assertEquals(2, reply.header().extensions().size());
    assertEquals(
        List.of(
            new AttributeListExtension(A, "(LOAD=10),X", List.of()),
            new AttributeListExtension(B, "", List.of())),
        lists);
  }

  // RFC 3421

  private static Extension sort(SortExtension.Key... keys) {
    return new SortExtension(List.of(keys)).toExtension();
  }

  private static Extension select(int count) {
    return new SelectExtension(count).toExtension();
  }

  private static SortExtension.Key greatest(String tag) {
    return new SortExtension.Key(tag, true, false, OptionalInt.empty());
  }

  private void fourOfThem() {
    desk.register(A, "(load=30),(speed=3)");
    desk.register(B, "(load=10,90),(speed=1)");
    desk.register(C, "(speed=9)");
    desk.register("service:tn3270://d", "(load=x),(speed=8)");
  }

  @Test
  void sortPutsNullLastAndComparesTheLeastOfSeveralValues() {
    fourOfThem();
    desk.asking(sort(SortExtension.Key.least("LOAD"), greatest("speed")));
    assertEquals(List.of(B, A, C, "service:tn3270://d"), desk.find(""));
    desk.asking(sort(greatest("load"), SortExtension.Key.least("speed")));
    assertEquals(List.of("service:tn3270://d", C, A, B), desk.find(""), "NULL is the greatest");
  }

  @Test
  void selectTellsTheFirstAndHowManyThereAre() throws Exception {
    fourOfThem();
    desk.asking(select(1));
    SrvRply reply = desk.ask(Desk.TN3270, "DEFAULT", "");
    assertEquals(1, reply.urlEntries().size());
    Extension told = reply.header().extension(SelectExtension.ID).orElseThrow();
    assertEquals(4, SelectExtension.parse(told).count());
    desk.asking(select(0));
    assertEquals(List.of(), desk.find(""));
  }

  @Test
  void sortAndSelectAreCarriedOutInTheOrderOfTheirPresence() {
    fourOfThem();
    desk.asking(
        sort(greatest("speed")), select(3), sort(SortExtension.Key.least("load")), select(1));
    assertEquals(List.of(A), desk.find(""), "the least loaded of the three fastest");
    desk.asking(sort(SortExtension.Key.least("load")), select(1), AttributeListExtension.REQUEST);
    SrvRply reply = desk.ask(Desk.TN3270, "DEFAULT", "");
    assertEquals(Set.of(B), AttributeListExtension.of(reply).keySet());
    assertEquals(List.of(B), Desk.urls(reply));
  }

  @Test
  void aMalformedSortIsAnError() {
    fourOfThem();
    desk.asking(new Extension(SortExtension.ID, Opaque.copyOf(new byte[] {0, 1, 'x'})));
    assertEquals(SlpError.PARSE_ERROR, desk.ask(Desk.TN3270, "DEFAULT", "").error());
  }

  @Test
  void noMoreIsGatheredThanAMessageHoldsAndThatIsTold() {
    for (int i = 0; i < 1_000; i++) {
      desk.register("service:tn3270://h" + i + "/" + "p".repeat(90), "");
    }
    SrvRply reply = desk.ask(Desk.TN3270, "DEFAULT", "");
    assertTrue(reply.header().has(SlpHeader.OVERFLOW));
    assertTrue(reply.urlEntries().size() < 600, "64 KB");
    desk.asking(select(3));
    assertFalse(desk.ask(Desk.TN3270, "DEFAULT", "").header().has(SlpHeader.OVERFLOW));
  }
}
