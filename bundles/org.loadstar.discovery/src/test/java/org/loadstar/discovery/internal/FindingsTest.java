// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.loadstar.api.discovery.ServerOffer;

class FindingsTest {
  private final Findings findings = new Findings();
  private final InetSocketAddress agent =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000);

  private List<ServerOffer> offers() {
    return findings.offers(List.of("DEFAULT"), Instant.EPOCH);
  }

  @Test
  void aServiceIsNewsOnce() {
    assertTrue(findings.add("service:tn3270://one:23", agent));
    assertFalse(findings.add("service:tn3270://one:23", agent));
    assertEquals(1, offers().size());
  }

  @Test
  void whatWasNotAskedForOrCannotBeUsedIsANoteAndNoServer() {
    assertFalse(findings.add("service:printer:lpr://one:515", agent));
    assertFalse(findings.add("no url", agent));
    assertFalse(findings.add("service:tn3270://one:70000", agent));
    assertEquals(List.of(), offers());
    assertEquals(2, findings.notes().size(), findings.notes().toString());
  }

  @Test
  void addressesOfBothFamiliesAndTheTelnetPortAreUnderstood() {
    findings.add("service:tn3270://[2001:db8::1]", agent);
    findings.add("service:tn3270://10.0.0.1/path", agent);
    assertEquals(
        List.of("[2001:db8::1]:23", "10.0.0.1:23"),
        offers().stream().map(ServerOffer::address).toList());
  }

  @Test
  void aLinkLocalAddressIsOneOfTheLinkThatTheAnswerCameFrom() throws Exception {
    byte[] local = NetUtil.createByteArrayFromIpAddressString("fe80::2");
    byte[] wide = NetUtil.createByteArrayFromIpAddressString("2001:db8::2");
    findings.add(
        "service:tn3270://[fe80::1]:23",
        new InetSocketAddress(Inet6Address.getByAddress(null, local, 7), 4000));
    findings.add(
        "service:tn3270://[fe80::3]:23",
        new InetSocketAddress(Inet6Address.getByAddress(null, wide, 7), 4000));
    findings.add(
        "service:tn3270://[2001:db8::1]:23",
        new InetSocketAddress(Inet6Address.getByAddress(null, local, 7), 4000));
    assertEquals(
        List.of("fe80::1%7", "fe80::3", "2001:db8::1"),
        offers().stream().map(ServerOffer::host).toList());
    assertEquals("[fe80::1%7]:23", offers().get(0).address());
  }

  @Test
  void servicesAndNotesAreBounded() {
    for (int i = 0; i < 2 * Findings.MOST_SERVICES; i++) {
      findings.add("service:tn3270://h" + i + ":23", agent);
      findings.add("bad " + i, agent);
      findings.note("note " + i);
    }
    assertEquals(Findings.MOST_SERVICES, offers().size());
    assertEquals(Findings.MOST_NOTES, findings.notes().size());
  }

  @Test
  void aListThatWasCutDoesNotDescribeItsService() throws Exception {
    findings.add("service:tn3270://one:23", agent);
    assertFalse(findings.described("service:tn3270://one:23"));
    findings.describe("service:tn3270://one:23", "(LOAD=1)", true, false);
    assertFalse(findings.described("service:tn3270://one:23"));
    findings.describe("service:tn3270://one:23", "(LOAD=1)", false, false);
    assertTrue(findings.described("service:tn3270://one:23"));
  }
}
