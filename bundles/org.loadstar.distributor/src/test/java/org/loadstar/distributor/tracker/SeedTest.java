// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.loadstar.api.distributor.ConnectionKey;

class SeedTest {
  private static final Seed SEED = new Seed(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

  /** The key and the input of the reference vectors: octets 0, 1, 2 ... */
  @Test
  void theHashIsSipHash13OfTheKeysOctets() {
    FourTuple four = new FourTuple().ipv4(0x07060504, 0x0b0a, 0x03020100, 0x0908);
    assertEquals(0x78a384b157b4d9a2L, SEED.hash(four));
    FourTuple six =
        new FourTuple()
            .ipv6(
                0x0706050403020100L,
                0x0f0e0d0c0b0a0908L,
                0x2322,
                0x1716151413121110L,
                0x1f1e1d1c1b1a1918L,
                0x2120);
    assertEquals(0x2cf508d3ada26206L, SEED.hash(six));
  }

  @Test
  void anotherSeedGivesAnotherHash() {
    FourTuple key = new FourTuple().ipv4(1, 2, 3, 4);
    assertNotEquals(Seed.random().hash(key), Seed.random().hash(key));
  }

  /** Keys that count up fill 4,096 places as evenly as chance does. */
  @Test
  void keysThatCountUpAreSpread() {
    int[] places = new int[4096];
    for (int i = 0; i < 4096 * 16; i++) {
      places[(int) SEED.hash(new FourTuple().ipv4(i >>> 10, i & 1023, 9, 21)) & 4095]++;
    }
    double sum = 0;
    for (int count : places) {
      sum += (count - 16.0) * (count - 16.0) / 16;
    }
    // Chi square with 4,095 degrees of freedom: standard deviation 90.
    assertTrue(sum > 4095 - 6 * 90 && sum < 4095 + 6 * 90, "chi square " + sum);
  }

  @Test
  void aKeyKeepsItsNumbers() throws Exception {
    ConnectionKey four =
        new ConnectionKey(
            InetAddress.getByName("203.0.113.255"),
            65535,
            InetAddress.getByName("198.51.100.128"),
            40000);
    assertEquals(four, FourTuple.of(four).key());
    ConnectionKey six =
        new ConnectionKey(
            InetAddress.getByName("2001:db8:ffff::fe80:9"),
            1,
            InetAddress.getByName("fe80:8000::ffff:1"),
            65535);
    assertEquals(six, FourTuple.of(six).key());
  }
}
