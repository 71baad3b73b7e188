// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ranking.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.ranking.Requirements;
import org.loadstar.testkit.ManualClock;

class FitnessTest {
  private static final LuPool MODEL2 = new LuPool("ACCOUNTS", "3270002");
  private static final LuPool MODEL5 = new LuPool("PLANNING", "3270005");
  private final ServerOffer bare = Offers.offer("tn1.example.com", 10, new ManualClock());

  private static Requirements needs(boolean tls, String pool, String type, String... functions) {
    return new Requirements(tls, pool, type, Set.of(functions), List.of());
  }

  @Test
  void aServerThatToldNothingMayServeAnything() {
    assertNull(Fitness.refusal(bare, needs(true, "ACCOUNTS", "3270005", "BIND-IMAGE", "SYSREQ")));
  }

  @Test
  void tlsIsRefusedByAServerThatOffersNoneOnly() {
    ServerOffer none = Offers.with(bare, List.of(), "SECURITY=none");
    assertEquals(
        "TLS is required and the server offers only SECURITY=NONE",
        Fitness.refusal(none, needs(true, "", "")));
    assertNull(Fitness.refusal(none, needs(false, "", "")));
    assertNull(
        Fitness.refusal(Offers.with(bare, List.of(), "SECURITY=NONE,TLS10"), needs(true, "", "")));
    assertNull(
        Fitness.refusal(Offers.with(bare, List.of(), "PLATFORM=x"), needs(true, "", "")),
        "what it did not tell is unknown");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "'', '', -",
        "ACCOUNTS, '', -",
        "accounts, 3270002, -",
        "ACCOUNTS, 3270005, LU pool ACCOUNTS does not serve the device type 3270005",
        "'', 3270005, -",
        "'', 3270003, no LU pool serves the device type 3270003",
        "PAYROLL, '', it has no LU pool PAYROLL",
      })
  void poolAndDeviceTypeMustFitTogether(String pool, String type, String refusal) {
    ServerOffer offer = Offers.with(bare, List.of(MODEL2, MODEL5));
    assertEquals(refusal, Fitness.refusal(offer, needs(false, pool, type)));
  }

  @Test
  void functionsMustBeAdvertisedWhereAnyAttributeIs() {
    ServerOffer plain = Offers.with(bare, List.of(), "RFC1576", "RFC1646");
    assertEquals(
        "it does not advertise BIND, SYSREQ",
        Fitness.refusal(plain, needs(false, "", "", "SYSREQ", "BIND-IMAGE")));
    ServerOffer able = Offers.with(bare, List.of(), "bind", "RESPONSES", "SYSREQ");
    assertNull(Fitness.refusal(able, needs(false, "", "", "BIND-IMAGE", "responses", "SYSREQ")));
  }

  @ParameterizedTest
  @CsvSource({
    "tn1.example.com, tn1.example.com, true",
    "TN1.Example.COM., tn1.example.com, true",
    "tn1.example.com, *.example.com, true",
    "example.com, *.example.com, false",
    "tn1.badexample.com, *.example.com, false",
    "tn1.example.com.evil.org, *.example.com, false",
    "10.0.0.1, 10.0.0.1, true",
    "10.0.0.11, 10.0.0.1, false",
    "::1, [0:0:0:0:0:0:0:1], true",
    "2001:DB8::1, 2001:db8:0::1, true",
    "2001:db8::2, 2001:db8::1, false",
    "a:b, a:b, true",
  })
  void onlyAllowedHostsAreUsable(String host, String pattern, boolean allowed) {
    ServerOffer offer = Offers.offer(host, 10, new ManualClock());
    String refusal =
        Fitness.refusal(
            offer,
            new Requirements(false, "", "", Set.of(), List.of("elsewhere.example.org", pattern)));
    assertEquals(allowed ? null : "the host " + host + " is not among the allowed hosts", refusal);
  }
}
