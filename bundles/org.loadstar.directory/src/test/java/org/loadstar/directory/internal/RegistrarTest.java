// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.loadstar.slp.Opaque;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SrvAck;
import org.loadstar.slp.UrlEntry;

/** Registration, update and deregistration, rule by rule. */
class RegistrarTest {
  private static final String X = "service:x://10.0.0.1";
  private static final String TYPE = "service:x";

  private final Desk desk = new Desk();

  private SlpError register(String list) {
    return desk.register(X, TYPE, "DEFAULT", list);
  }

  private String list() {
    return desk.list(X);
  }

  // RFC 2608 section 8.3

  @Test
  void aFreshRegistrationReplacesAllOfTheOneBeforeInTheSameLanguage() {
    assertEquals(SlpError.OK, register("(A=1),(B=2)"));
    assertEquals(SlpError.OK, register("(C=3)"));
    assertEquals("(C=3)", list());
  }

  @Test
  void theListIsToldByteForByteAsItWasRegistered() {
    String list = " (Load = 35) , (LUPOOL=POOL2\\093270002,a  B),Key Word,,(o=\\FF\\01)";
    assertEquals(SlpError.OK, register(list));
    assertEquals(list, list());
  }

  @Test
  void whatIsNoRegistrationIsRefused() {
    SlpHeader fresh = SlpHeader.v2(7).with(SlpHeader.FRESH);
    record Case(SlpError error, SlpHeader header, int life, String url, String type, String list) {}
    for (Case c :
        List.of(
            new Case(SlpError.INVALID_REGISTRATION, fresh, 0, X, TYPE, ""),
            new Case(SlpError.INVALID_REGISTRATION, fresh.withLanguage(""), 60, X, TYPE, ""),
            new Case(SlpError.INVALID_REGISTRATION, fresh, 60, "no url", TYPE, ""),
            new Case(SlpError.INVALID_REGISTRATION, fresh, 60, X, TYPE, "(a=1,x)"),
            new Case(SlpError.PARSE_ERROR, fresh, 60, X, "", ""),
            new Case(SlpError.PARSE_ERROR, fresh, 60, X, TYPE, "(a="))) {
      SrvAck ack =
          (SrvAck)
              desk.send(Desk.reg(c.header, c.life, c.url, c.type, "DEFAULT", c.list)).orElseThrow();
      assertEquals(c.error, ack.error(), c.toString());
    }
    assertEquals(List.of(), desk.find(TYPE, "DEFAULT", ""));
    assertEquals(6, desk.directory.report(desk.now).refused);
  }

  @Test
  void aServiceWithoutAScopeThatIsServedIsRefused() {
    desk.with("scopes", new String[] {"A", "B"});
    assertEquals(SlpError.SCOPE_NOT_SUPPORTED, desk.register(X, TYPE, "C", ""));
    assertEquals(SlpError.SCOPE_NOT_SUPPORTED, desk.register(X, TYPE, "", ""));
    assertEquals(SlpError.OK, desk.register(X, TYPE, "C,b", ""));
    assertEquals(List.of(X), desk.find(TYPE, "B", ""));
  }

  // RFC 2608 section 9.3

  @Test
  void anUpdateReplacesTheListedAttributesOnly() {
    register("(A=1),(B=2),(C=3),K_1");
    assertEquals(SlpError.OK, desk.update(X, TYPE, "DEFAULT", "(c=30),(D=40)"));
    assertEquals("(A=1),(B=2),(c=30),K_1,(D=40)", list());
  }

  @Test
  void anUpdateGivesTheRegistrationItsNewLifetime() {
    register("(A=1)");
    desk.now += 50_000;
    assertEquals(SlpError.OK, desk.update(X, TYPE, "DEFAULT", "(A=2)"));
    desk.now += 59_000;
    assertEquals(List.of(X), desk.find(TYPE, "DEFAULT", "(A=2)"));
  }

  @Test
  void anUpdateOfWhatIsUnknownFails() {
    assertEquals(SlpError.INVALID_UPDATE, desk.update(X, TYPE, "DEFAULT", "(A=1)"));
    register("");
    assertEquals(
        SlpError.INVALID_UPDATE, desk.in("de").update(X, TYPE, "DEFAULT", "(A=1)"), "language");
    desk.now += 60_000;
    assertEquals(
        SlpError.INVALID_UPDATE, desk.in("en").update(X, TYPE, "DEFAULT", "(A=1)"), "expired");
  }

  @Test
  void anUpdateWithAnotherTypeOrOtherScopesFails() {
    desk.with("scopes", new String[] {"DEFAULT", "B"});
    register("(A=1)");
    assertEquals(SlpError.INVALID_UPDATE, desk.update(X, "service:y", "DEFAULT", "(A=2)"));
    assertEquals(SlpError.SCOPE_NOT_SUPPORTED, desk.update(X, TYPE, "B", "(A=2)"));
    assertEquals(SlpError.SCOPE_NOT_SUPPORTED, desk.update(X, TYPE, "DEFAULT,B", "(A=2)"));
    assertEquals("(A=1)", list());
  }

  @Test
  void anUpdateMustNotMakeWhatCouldNotBeRegistered() {
    String many = "(a=" + "x,".repeat(2_100) + "x)";
    assertEquals(SlpError.OK, register(many));
    assertEquals(
        SlpError.PARSE_ERROR, desk.update(X, TYPE, "DEFAULT", many.replace("a=", "b=")), "4096");
    assertEquals(many, list());
  }

  @Test
  void anUpdateWithinTheMinimumIntervalIsRejectedIfOneIsConfigured() {
    desk.with("minRefreshIntervalSeconds", 10);
    register("(A=1),(B=1)");
    desk.now += 9_999;
    assertEquals(SlpError.REFRESH_REJECTED, desk.update(X, TYPE, "DEFAULT", "(A=2)"));
    assertEquals(SlpError.REFRESH_REJECTED, desk.deregister(X, "DEFAULT", "B"));
    desk.now += 1;
    assertEquals(SlpError.OK, desk.update(X, TYPE, "DEFAULT", "(A=2)"));
    assertEquals(SlpError.OK, desk.deregister(X, "DEFAULT"), "whole services go at any time");
  }

  @Test
  void anUpdateWithAuthenticationBlocksFails() {
    register("");
    UrlEntry signed = new UrlEntry(60, X, List.of(Opaque.copyOf(new byte[] {0, 2, 0, 4})));
    var update =
        new org.loadstar.slp.SrvReg(
            SlpHeader.v2(1), signed, TYPE, Desk.scopes("DEFAULT"), "", List.of());
    assertFalse(((SrvAck) desk.send(update).orElseThrow()).error().ok());
  }

  // RFC 2608 section 10.6

  @Test
  void aDeregistrationTakesTheServiceOutInAllLanguages() {
    register("(A=1)");
    desk.in("de");
    register("(A=eins)");
    assertEquals(SlpError.OK, desk.in("fr").deregister(X, "DEFAULT"));
    assertEquals(List.of(), desk.in("en").find(TYPE, "DEFAULT", ""));
    assertEquals(0, desk.directory.report(desk.now).registrations);
  }

  @Test
  void aDeregistrationWithTagsTakesTheseAttributesOutInItsLanguage() {
    register("(LOAD=1),(LUPOOL=P),LUX,B");
    desk.in("de");
    register("(LOAD=1)");
    desk.in("en");
    assertEquals(SlpError.OK, desk.deregister(X, "DEFAULT", "lu*", "b"));
    assertEquals("(LOAD=1)", list());
    assertEquals(List.of(), desk.find(TYPE, "DEFAULT", "(B=*)"));
    assertEquals("(LOAD=1)", desk.in("de").list(X));
  }

  @Test
  void aDeregistrationWithOtherScopesFails() {
    desk.with("scopes", new String[] {"A", "B"});
    desk.register(X, TYPE, "A,B", "");
    assertEquals(SlpError.SCOPE_NOT_SUPPORTED, desk.deregister(X, "A"));
    assertEquals(SlpError.OK, desk.deregister(X, "b,a"));
  }

  @Test
  void aDeregistrationOfWhatIsUnknownFails() {
    assertEquals(SlpError.INVALID_REGISTRATION, desk.deregister(X, "DEFAULT"));
    register("");
    assertEquals(SlpError.INVALID_REGISTRATION, desk.in("de").deregister(X, "DEFAULT", "A"));
  }

  // RFC 2165 sections 9 to 11

  @Test
  void inVersion1EveryRegistrationUpdatesAndTellsWhetherTheEntryIsNew() {
    desk.v1();
    SlpHeader header = SlpHeader.v1(9);
    SrvAck first =
        (SrvAck) desk.send(Desk.reg(header, 60, X, TYPE, "", "(A=1),(B=2),(C=3)")).orElseThrow();
    assertEquals(header.with(SlpHeader.FRESH), first.header());
    SrvAck second =
        (SrvAck) desk.send(Desk.reg(header, 60, X, TYPE, "", "(C=30),(D=40)")).orElseThrow();
    assertEquals(new SrvAck(header, SlpError.OK), second);
    assertEquals("(A=1),(B=2),(C=30),(D=40)", list());
  }

  @Test
  void inVersion1AnUnsupportedScopeIsDeclined() {
    desk.with("scopes", new String[] {"DEFAULT", "A"}).v1();
    assertEquals(SlpError.SCOPE_NOT_SUPPORTED, desk.register(X, TYPE, "A,B", "(SCOPE=A,B)"));
    assertEquals(SlpError.OK, desk.register(X, TYPE, "A", "(SCOPE=A)"));
    assertEquals(List.of(X), desk.find(TYPE, "A", ""));
    assertEquals(List.of(), desk.find(TYPE, "", ""), "unscoped means DEFAULT");
  }

  @Test
  void inVersion1ADeregistrationIsForAllLanguagesAndScopes() {
    desk.with("scopes", new String[] {"DEFAULT", "A"});
    desk.register(X, TYPE, "A,DEFAULT", "");
    desk.v1().in("de").register(X, TYPE, "A", "(SCOPE=A)");
    assertEquals(SlpError.OK, desk.in("fr").deregister(X, ""));
    assertEquals(0, desk.directory.report(desk.now).registrations);
    assertEquals(SlpError.INVALID_REGISTRATION, desk.deregister(X, ""), "unregistered");
  }

  // Lifetimes

  @Test
  void aRegistrationEndsWithItsLifetimeToTheSecondWhetherOrNotItIsSweptOut() {
    register("(A=1)");
    desk.now += 59_999;
    assertEquals(List.of(X), desk.find(TYPE, "DEFAULT", "(A=1)"));
    assertEquals(1, desk.ask(TYPE, "DEFAULT", "").urlEntries().get(0).lifetime());
    assertEquals(0, desk.directory.expire(desk.now));
    desk.now += 1;
    assertEquals(List.of(), desk.find(TYPE, "DEFAULT", "(A=1)"));
    assertEquals("", list());
    assertEquals(1, desk.directory.expire(desk.now));
    assertEquals(0, desk.directory.report(desk.now).registrations);
    assertEquals(1, desk.directory.report(desk.now).expired);
  }

  @Test
  void manyThatExpireAtOnceGoInSlices() {
    for (int i = 0; i < 750; i++) {
      assertEquals(SlpError.OK, desk.register("service:x://h:" + (1 + i), TYPE, "DEFAULT", ""));
    }
    desk.now += 60_000;
    assertEquals(Directory.SLICE, desk.directory.expire(desk.now));
    assertEquals(750 - Directory.SLICE, desk.directory.expire(desk.now));
    assertTrue(desk.directory.report(desk.now).indexed.isEmpty());
  }
}
