// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlpWaysTest {
  private static SlpLink link(String name, String address) {
    try {
      return new SlpLink(name, InetAddress.getByName(address));
    } catch (UnknownHostException wrong) {
      throw new IllegalArgumentException(wrong);
    }
  }

  private final SlpLink both4 = link("both", "192.0.2.1");
  private final SlpLink both6 = link("both", "2001:db8::1");
  private final SlpLink only6 = link("only6", "2001:db8::2");

  @Test
  void ipv6GoesFirstOnlyWhereItIsAlone() {
    SlpWays ways = SlpWays.of(List.of(both6, both4, only6));
    assertEquals(List.of(both4, only6), ways.first());
    assertEquals(List.of(both6), ways.besides());
    assertEquals(List.of(both4, only6, both6), ways.all());
  }
}
