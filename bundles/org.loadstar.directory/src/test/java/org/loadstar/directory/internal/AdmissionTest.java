// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.slp.SlpError;

/** Who may register what, and how much of it. */
class AdmissionTest {
  private final Desk desk = new Desk();

  private SlpError from(String sender, String url) {
    desk.sender = Desk.address(sender);
    return desk.register(url, "(LOAD=0)");
  }

  @Test
  void thisHostRegistersAnythingAndOthersNothingByDefault() {
    assertEquals(SlpError.OK, from("10.0.0.1", "service:tn3270://gateway.example:23"));
    assertEquals(SlpError.OK, from("127.0.0.1", "service:tn3270://192.0.2.7:23"));
    assertEquals(SlpError.INVALID_REGISTRATION, from("10.0.0.2", "service:tn3270://10.0.0.2:23"));
  }

  @Test
  void oneThousandForgedRegistrationsFromOtherAddressesAreAllRefused() {
    long seed = System.nanoTime();
    System.out.println("forged registrations seed " + seed);
    Random random = new Random(seed);
    desk.with("allowedSources", new String[] {"10.0.0.0/24"});
    for (int i = 0; i < 1_000; i++) {
      String other = "10." + (1 + random.nextInt(200)) + ".0." + random.nextInt(256);
      String url = random.nextBoolean() ? other : "10.0.0.9";
      assertEquals(SlpError.INVALID_REGISTRATION, from(other, "service:tn3270://" + url + ":23"));
    }
    assertEquals(0, desk.directory.report(desk.now).registrations);
    assertEquals(1_000, desk.directory.report(desk.now).refused);
  }

  @Test
  void allowedSourcesRegisterTheirOwnAddressAndThoseOfEachOther() {
    desk.with("allowedSources", new String[] {"10.0.0.0/24", "192.0.2.1", "2001:db8::/32"});
    assertEquals(SlpError.OK, from("10.0.0.9", "service:tn3270://10.0.0.9:23"));
    assertEquals(SlpError.OK, from("10.0.0.9", "service:tn3270://10.0.0.10:23"));
    assertEquals(SlpError.OK, from("192.0.2.1", "service:tn3270://192.0.2.1:23"));
    assertEquals(SlpError.OK, from("2001:db8::5", "service:tn3270://[2001:db8:0::5]:23"));
    assertEquals(SlpError.INVALID_REGISTRATION, from("10.0.0.9", "service:tn3270://10.1.0.9:23"));
    assertEquals(SlpError.INVALID_REGISTRATION, from("10.0.0.9", "service:tn3270://evil.example"));
    assertEquals(SlpError.INVALID_REGISTRATION, from("192.0.2.2", "service:tn3270://192.0.2.2:23"));
    desk.with("checkHosts", false);
    assertEquals(SlpError.OK, from("10.0.0.9", "service:tn3270://name.example"));
    assertEquals(SlpError.INVALID_REGISTRATION, from("192.0.2.2", "service:tn3270://192.0.2.2:23"));
  }

  @Test
  void aRegistrationIsChangedByItsSourceItsHostOrThisHostOnly() {
    desk.with("allowedSources", new String[] {"10.0.0.0/24"});
    String url = "service:tn3270://10.0.0.9:23";
    assertEquals(SlpError.OK, from("10.0.0.8", url));
    assertEquals(SlpError.INVALID_REGISTRATION, from("10.0.0.7", url));
    assertEquals(SlpError.INVALID_REGISTRATION, desk.deregister(url, "DEFAULT"));
    assertEquals(SlpError.OK, from("10.0.0.9", url), "the host itself");
    assertEquals(SlpError.INVALID_REGISTRATION, from("10.0.0.8", url));
    desk.sender = Desk.HOST;
    assertEquals(SlpError.OK, desk.deregister(url, "DEFAULT"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "host", "10.0.0.0/x", "/8", "10.0.0.1-10.0.0.9"})
  void aWrongNetworkIsNamed(String entry) {
    IllegalArgumentException wrong =
        assertThrows(
            IllegalArgumentException.class,
            () -> Desk.configured(Map.of("allowedSources", new String[] {entry})));
    assertTrue(wrong.getMessage().contains("allowedSources: '" + entry + "'"), wrong.getMessage());
  }

  // Quotas

  @Test
  void aSourceOverItsQuotaLosesItsOwnOldestAndOthersKeepAll() {
    desk.with("servicesPerSource", 10).with("allowedSources", new String[] {"10.0.0.0/24"});
    from("10.0.0.8", "service:tn3270://10.0.0.8:1");
    for (int port = 1; port <= 10; port++) {
      from("10.0.0.9", "service:tn3270://10.0.0.9:" + port);
    }
    from("10.0.0.9", "service:tn3270://10.0.0.9:1"); // again: now 2 is the oldest
    from("10.0.0.9", "service:tn3270://10.0.0.9:11");
    List<String> there = desk.find("");
    assertEquals(11, there.size());
    assertTrue(there.contains("service:tn3270://10.0.0.8:1"));
    assertTrue(there.contains("service:tn3270://10.0.0.9:1"));
    assertTrue(!there.contains("service:tn3270://10.0.0.9:2"));
    assertEquals(1, desk.directory.report(desk.now).evicted);
  }

  @Test
  void aHundredThousandRegistrationsOfOneSourceTakeItsShareOnly() {
    desk.with("allowedSources", new String[] {"10.0.0.0/24"});
    for (int port = 1; port <= 1000; port++) {
      assertEquals(SlpError.OK, from("10.0.0.8", "service:tn3270://10.0.0.8:" + port));
    }
    long before = used();
    for (int i = 1; i <= 100_000; i++) {
      String path = (1 + i % 60_000) + "/" + i;
      assertEquals(SlpError.OK, from("10.0.0.9", "service:tn3270://10.0.0.9:" + path));
    }
    long bytes = used() - before;
    assertTrue(bytes < 64L << 20, bytes + " bytes");
    assertEquals(2000, desk.directory.report(desk.now).registrations);
    assertEquals(99_000, desk.directory.report(desk.now).evicted);
    List<String> there = desk.find("");
    assertEquals(1000, there.stream().filter(u -> u.contains("10.0.0.8")).count());
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void attributeBytesAreLimitedTooAndWhatIsTooLargeAloneIsRefused() {
    desk.with("attributeBytesPerSource", 1024);
    String list = "(a=" + "x".repeat(496) + ")";
    for (String host : List.of("a", "b", "c")) {
      assertEquals(SlpError.OK, desk.register("service:tn3270://" + host, list));
    }
    assertEquals(List.of("service:tn3270://b", "service:tn3270://c"), desk.find(""));
    assertEquals(
        SlpError.DA_BUSY_NOW, desk.register("service:tn3270://d", "(a=" + "x".repeat(1100) + ")"));
  }

  @Test
  void aFullStoreCostsOnlyWhoWantsMore() {
    desk.with("services", 20).with("allowedSources", new String[] {"10.0.0.0/24"});
    for (int port = 1; port <= 15; port++) {
      from("10.0.0.8", "service:tn3270://10.0.0.8:" + port);
    }
    for (int port = 1; port <= 50; port++) {
      from("10.0.0.9", "service:tn3270://10.0.0.9:" + port);
    }
    assertEquals(SlpError.DA_BUSY_NOW, from("10.0.0.7", "service:tn3270://10.0.0.7:1"));
    List<String> there = desk.find("");
    assertEquals(20, there.size());
    assertEquals(15, there.stream().filter(u -> u.contains("10.0.0.8")).count());
    assertTrue(there.contains("service:tn3270://10.0.0.9:50"));
  }
}
