// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.slp.Messages.scopes;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.slp.SlpException.Reason;

/** Service URLs, service types and scopes. */
class ServiceNamesTest {
  @ParameterizedTest
  @CsvSource({
    "service:tn3270://206.109.45.139:23, service:tn3270, 206.109.45.139, 23, ''",
    "service:tn3270://Host.Example.org, service:tn3270, Host.Example.org, , ''",
    "service:tn3270://[2001:db8::1]:992/x;y, service:tn3270, 2001:db8::1, 992, /x;y",
    "service:tn3270://[fe80::1%25eth0], service:tn3270, fe80::1%25eth0, , ''",
    "service:printer:lpr://igore.wco.ftp.com:515/draft, service:printer:lpr, igore.wco.ftp.com,"
        + " 515, /draft",
    "service:acap://some.where.net;auth=K@B, service:acap, some.where.net, , ;auth=K@B",
    "service:x.one://user@h:1, service:x.one, h, 1, ''",
    "service:x://http://u@h:8080/p, service:x, h, 8080, /p",
    "service:x://a.host/see://else, service:x, a.host, , /see://else",
    "http://a@b@www.srvloc.org?q, http, www.srvloc.org, , ?q"
  })
  void urlsAreTakenApart(String url, String type, String host, Integer port, String rest)
      throws SlpException {
    ServiceUrl parsed = ServiceUrl.parse(url);
    assertEquals(ServiceType.parse(type), parsed.type());
    assertEquals(host, parsed.host());
    assertEquals(port == null ? OptionalInt.empty() : OptionalInt.of(port), parsed.port());
    assertEquals(rest, parsed.rest());
    assertEquals(url, parsed.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "BAD_URL, service:tn3270",
    "BAD_URL, service:tn3270://",
    "BAD_URL, service:tn3270://:23",
    "BAD_URL, service:tn3270://h:",
    "BAD_URL, service:tn3270://h:0",
    "BAD_URL, service:tn3270://h:65536",
    "BAD_URL, service:tn3270://h:2a",
    "BAD_URL, service:tn3270://h:4294967319",
    "BAD_URL, service:tn3270://2001:db8::1",
    "BAD_URL, service:tn3270://[2001:db8::1",
    "BAD_URL, service:tn3270://[2001:db8::1]23",
    "BAD_URL, service:tn3270://[]:23",
    "BAD_URL, service:tn3270://[host]:23",
    "BAD_URL, service:x://http://",
    "BAD_URL, service:x://1http://h",
    "BAD_URL, service:tn3270://a b:23",
    "BAD_URL, service:tn3270://-oProxy:23",
    "BAD_URL, service:ipx:/ipx/12345678:123456789012:1234",
    "BAD_SERVICE_TYPE, ://host",
    "BAD_SERVICE_TYPE, service:://host",
    "BAD_SERVICE_TYPE, service:a:b:c://host",
    "BAD_SERVICE_TYPE, a:b://host"
  })
  void unusableUrlsAreRefused(Reason reason, String url) {
    assertEquals(reason, assertThrows(SlpException.class, () -> ServiceUrl.parse(url)).reason());
  }

  @Test
  void aUrlIsBuiltWithBracketsWhereNeeded() throws SlpException {
    assertEquals(
        "service:tn3270://[::1]:23", ServiceUrl.of(Tn3270Template.TN3270, "::1", 23).toString());
    assertEquals(
        "service:tn3270://h:992", ServiceUrl.of(Tn3270Template.TN3270, "h", 992).toString());
    assertThrows(SlpException.class, () -> ServiceUrl.of(Tn3270Template.TN3270, "h/x", 992));
    assertThrows(SlpException.class, () -> ServiceUrl.of(Tn3270Template.TN3270, "h", 0));
  }

  @Test
  void urlsOfTheSameListenerAgreeInHostAndPort() throws SlpException {
    ServiceUrl plain = ServiceUrl.parse("service:tn3270://HOST:23");
    ServiceUrl extended = ServiceUrl.parse("service:tn3270e://host:23/");
    assertEquals(plain.hostAndPort(), extended.hostAndPort());
    assertNotEquals(plain, ServiceUrl.parse("service:tn3270://host:23"));
    assertEquals(
        "[2001:db8::a]:23", ServiceUrl.parse("service:tn3270://[2001:DB8::A]:23").hostAndPort());
    assertEquals("host", ServiceUrl.parse("http://host").hostAndPort());
  }

  @ParameterizedTest
  @CsvSource({
    "true, service:tn3270, SERVICE:TN3270",
    "false, service:tn3270, service:tn3270e",
    "true, service:printer, service:printer:lpr",
    "false, service:printer:lpr, service:printer",
    "false, service:printer:http, service:printer:lpr",
    "false, service:x.one, service:x.two",
    "false, service:x, service:x.one",
    "true, http, HTTP",
    "false, http, service:http"
  })
  void abstractTypesMatchTheirConcreteOnes(boolean expected, String wanted, String offered)
      throws SlpException {
    assertEquals(expected, ServiceType.parse(wanted).matches(ServiceType.parse(offered)));
  }

  @Test
  void typesTellAuthorityAndConcreteType() throws SlpException {
    assertEquals("", ServiceType.parse("service:printer:lpr").namingAuthority());
    assertEquals("acme", ServiceType.parse("service:abstract.Acme:y").namingAuthority());
    assertEquals("one", ServiceType.parse("x.one").namingAuthority());
    assertEquals(Optional.of("lpr"), ServiceType.parse("service:printer:LPR").concreteType());
    assertEquals(Optional.empty(), ServiceType.parse("service:tn3270").concreteType());
    assertEquals(Optional.empty(), ServiceType.parse("http").concreteType());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "service:", "service:a:", "a b", "service:.na", "service:a.", "ä"})
  void malformedTypesAreRefused(String type) {
    assertEquals(
        Reason.BAD_SERVICE_TYPE,
        assertThrows(SlpException.class, () -> ServiceType.parse(type)).reason());
  }

  /** Nobody gets into a scope by another spelling of its name than case and whitespace allow. */
  @Test
  void whateverAScopeIsCalledItComesBackAndEqualsItselfAlone() throws SlpException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String alphabet = "aAbB \t(),\\!<=>~;*+\u00e4\u20ac\u0001/:";
    for (int run = 0; run < 100_000; run++) {
      String name = "x" + word(random, alphabet) + "x"; // ends are trimmed
      String other = "x" + word(random, alphabet) + "x";
      String what = "seed " + seed + " run " + run;
      Scopes scopes = Scopes.of(List.of(name));
      assertEquals(List.of(name), scopes.names(), what);
      assertEquals(scopes, Scopes.parse(scopes.toString()), what);
      boolean same = folded(name).equals(folded(other));
      assertEquals(same, scopes.intersects(Scopes.of(List.of(other))), what);
      String again = name.toUpperCase(Locale.ROOT).replaceAll("[ \t]+", " \t ");
      assertTrue(scopes.intersects(Scopes.of(List.of(again))), what);
      assertEquals(name, SlpText.unescape(SlpText.escape(name, ";*+"), ";*+"), what);
      assertEquals(
          Predicate.parse("(a=" + Predicate.escape(name) + ")")
              .matches(Attributes.builder().strings("a", other).build()),
          same,
          what);
    }
  }

  private static String word(Random random, String alphabet) {
    StringBuilder word = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      word.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return word.toString();
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[ \t]+", " ");
  }

  @Test
  void scopesInCommonKeepTheOrderAndTheSpellingOfTheirList() throws SlpException {
    Scopes own = Scopes.of(List.of("Ops, east", "DEFAULT", "Lab"));
    Scopes other = Scopes.parse("lab,x,ops\\2c  EAST");
    assertEquals("Ops\\2c east,Lab", own.common(other).toString());
    assertEquals(List.of("Ops, east", "Lab"), own.common(other).names());
    assertEquals(own, own.common(own));
    assertTrue(own.common(Scopes.parse("x")).isEmpty());
  }

  @Test
  void scopesCompareFoldedAndKeepTheirText() throws SlpException {
    Scopes list = Scopes.parse("Building  D, default,DEFAULT");
    assertEquals(List.of("Building  D", "default"), list.names());
    assertEquals("Building  D, default,DEFAULT", list.toString());
    assertEquals(scopes("DEFAULT,building d"), list);
    assertEquals(scopes("DEFAULT,building d").hashCode(), list.hashCode());
    assertTrue(list.intersects(Scopes.DEFAULT));
    assertTrue(list.containsAll(scopes("BUILDING D")));
    assertFalse(Scopes.DEFAULT.containsAll(list));
    assertFalse(list.intersects(scopes("other")));
    assertFalse(list.intersects(Scopes.NONE));
    assertTrue(Scopes.parse("").isEmpty());
    assertEquals(List.of("a,b;c"), scopes("a\\2cb\\3bc").names());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a*", "a(b", "a=b", "a;b", "a\tb", "a+", "a!"})
  void scopesWithReservedCharactersAreRefused(String list) {
    assertEquals(
        Reason.BAD_SCOPE, assertThrows(SlpException.class, () -> Scopes.parse(list)).reason());
  }

  @Test
  void listsThatAreTooLongAreRefused() throws SlpException {
    Scopes.parse("a,".repeat(1024));
    assertEquals(
        Reason.TOO_LARGE,
        assertThrows(SlpException.class, () -> Scopes.parse("a,".repeat(1025))).reason());
  }

  @Test
  void scopesAreTakenFromEachOtherWhateverTheirCase() throws SlpException {
    Scopes scopes = Scopes.parse("LAB,Floor 2,DEFAULT");
    assertEquals("LAB,DEFAULT", scopes.minus(Scopes.parse("floor  2,OTHER")).toString());
    assertEquals(Scopes.NONE, scopes.minus(scopes));
    assertSame(scopes, scopes.minus(Scopes.NONE));
    assertEquals(
        List.of("LAB", "Floor 2", "DEFAULT"),
        scopes.each().stream().map(Scopes::toString).toList());
    assertEquals(List.of(), Scopes.NONE.each());
    Scopes reserved = Scopes.parse("A\\2cB,C");
    assertEquals("A\\2cB", reserved.minus(Scopes.parse("C")).toString());
    assertEquals(List.of("A,B"), reserved.each().get(0).names());
  }
}
