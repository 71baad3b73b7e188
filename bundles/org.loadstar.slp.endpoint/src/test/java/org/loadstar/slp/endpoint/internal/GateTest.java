// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.loadstar.testkit.ManualClock;

/** Who is answered, and how much, on a clock that the test turns. */
class GateTest {
  private final ManualClock clock = new ManualClock();
  private final Tally tally = new Tally();

  private Gate gate(Map<String, Object> config) {
    Gate gate = new Gate(Settings.of(Host.config(config)), clock, tally, new PeerFaults());
    gate.follow();
    return gate;
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(address, port);
  }

  @Test
  void neitherGroupsNorOtherServicesAreSenders() throws Exception {
    Gate gate = gate(Map.of("port", 427));
    for (InetSocketAddress impossible :
        List.of(
            at("127.0.0.1", 0),
            at("127.0.0.1", 53),
            at("127.0.0.1", 1023),
            at("239.255.255.253", 4000),
            at("ff02::1", 4000),
            at("255.255.255.255", 4000),
            at("0.0.0.0", 4000))) {
      assertFalse(gate.admits(impossible), impossible.toString());
    }
    for (InetSocketAddress possible :
        List.of(at("127.0.0.1", 427), at("127.0.0.1", 1024), at("::1", 65_535))) {
      assertTrue(gate.admits(possible), possible.toString());
    }
    for (NetworkInterface nif : NetworkInterface.networkInterfaces().toList()) {
      for (InterfaceAddress address : nif.getInterfaceAddresses()) {
        if (address.getBroadcast() != null) {
          assertFalse(gate.admits(new InetSocketAddress(address.getBroadcast(), 4000)));
        }
      }
    }
  }

  @Test
  void aSocketOfOurOwnIsNoSenderWhileItIsOpen() {
    Gate gate = gate(Map.of());
    InetSocketAddress own = at("127.0.0.1", 5000);
    gate.opened(own);
    assertFalse(gate.admits(own));
    assertTrue(gate.admits(at("127.0.0.1", 5001)));
    gate.closed(own);
    assertTrue(gate.admits(own));
  }

  @Test
  void onlyWhatIsOnALinkIsAnsweredByUdp() throws Exception {
    Gate gate = gate(Map.of());
    assertTrue(gate.answers(at("127.9.9.9", 4000)));
    for (NetworkInterface nif : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress address : nif.inetAddresses().toList()) {
        assertTrue(gate.answers(new InetSocketAddress(address, 4000)), address.toString());
      }
    }
    assertFalse(gate.answers(at("203.0.113.9", 4000)));
    assertFalse(gate.answers(at("2001:db8:5::9", 4000)));
    assertEquals(2, tally.counters().refused());
  }

  @Test
  void allowedSourcesAreAnsweredToo() {
    Gate some =
        gate(Map.of("allowedSources", new String[] {"203.0.113.128/25", "2001:db8:5::/48"}));
    assertTrue(some.answers(at("203.0.113.129", 4000)));
    assertFalse(some.answers(at("203.0.113.127", 4000)));
    assertTrue(some.answers(at("2001:db8:5:ffff::1", 4000)));
    assertFalse(some.answers(at("2001:db8:6::1", 4000)));
    assertTrue(some.answers(at("127.0.0.1", 4000)));
    Gate any = gate(Map.of("allowedSources", new String[] {"*"}));
    assertTrue(any.answers(at("203.0.113.127", 4000)) && any.answers(at("2001:db8::1", 4000)));
  }

  @Test
  void aWrongNetworkIsNamed() {
    for (String wrong : List.of("198.51.100.0/33", "example.com", "::/x", "10.0.0.0/", "")) {
      IllegalArgumentException told =
          assertThrows(
              IllegalArgumentException.class,
              () -> gate(Map.of("allowedSources", new String[] {wrong})));
      assertEquals(
          "org.loadstar.slp.endpoint allowedSources: "
              + wrong
              + " is not a network such as 192.0.2.0/24 or *",
          told.getMessage());
    }
    for (String[] wrong : List.of(new String[] {}, new String[] {"3"})) {
      assertThrows(IllegalArgumentException.class, () -> gate(Map.of("versions", wrong)));
    }
    assertEquals(
        List.of(2, 1),
        Settings.of(Host.config(Map.of("versions", new String[] {"1", "2", "1"}))).versions());
  }

  @Test
  void aNetworkSharesItsBytesAndAllNetworksTheirs() {
    Gate gate = gate(Map.of("bytesPerSecond", 1024, "totalBytesPerSecond", 4096));
    assertEquals(20, spent(gate, "192.0.2.1"));
    assertEquals(0, spent(gate, "192.0.2.200"));
    assertEquals(20, spent(gate, "2001:db8::1"));
    assertEquals(0, spent(gate, "2001:db8::ffff:1"));
    assertEquals(20, spent(gate, "192.0.3.1"));
    assertEquals(20, spent(gate, "2001:db8:0:1::1"));
    assertEquals(1, spent(gate, "192.0.4.1"), "the rest of what all have");
    clock.advance(Duration.ofSeconds(1));
    assertEquals(10, spent(gate, "192.0.2.200"));
  }

  /** How many datagrams of 100 bytes may be sent. */
  private static int spent(Gate gate, String to) {
    int sent = 0;
    while (gate.affords(at(to, 4000), 100)) {
      sent++;
    }
    return sent;
  }

  @Test
  void whatAnotherInterfaceHeardIsNotForThisOne() throws Exception {
    Gate gate = gate(Map.of());
    NetworkInterface lo = NetworkInterface.getByName("lo");
    for (InetAddress own : lo.inetAddresses().toList()) {
      assertTrue(gate.cameBy(lo, own));
    }
    byte[] linkLocal = InetAddress.getByName("fe80::1").getAddress();
    for (int step : List.of(0, 1)) {
      InetAddress sender =
          java.net.Inet6Address.getByAddress(null, linkLocal, lo.getIndex() + step);
      assertEquals(step == 0, gate.cameBy(lo, sender));
    }
  }
}
