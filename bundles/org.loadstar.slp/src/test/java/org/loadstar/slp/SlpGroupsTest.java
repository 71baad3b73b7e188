// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which message goes to which group (RFC 2165, RFC 2608, RFC 3111 section 4). */
class SlpGroupsTest {
  private static final InetAddress V4 = ip("192.0.2.1");
  private static final InetAddress LINK = ip("fe80::1");
  private static final InetAddress GLOBAL = ip("2001:db8::1");
  private static final List<Integer> BOTH = List.of(2, 1);

  private static InetAddress ip(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Set<InetAddress> ips(String... literals) {
    return List.of(literals).stream().map(SlpGroupsTest::ip).collect(Collectors.toSet());
  }

  private static SrvRqst request(SlpHeader header, String type) {
    return new SrvRqst(header, List.of(), type, Scopes.DEFAULT, "", "");
  }

  private static void assertGroup(String expected, SlpMessage message, InetAddress own) {
    assertEquals(Optional.of(ip(expected)), SlpGroups.of(message, own));
  }

  @Test
  void theHashIsTheOneThatTheStandardPrints() {
    assertEquals(0x1d8, SlpGroups.hash("service:service-agent"));
    assertEquals(0x1d8, SlpGroups.hash("service:Service-Agent"));
  }

  @Test
  void version2HasOneGroupByIpv4() {
    assertGroup("239.255.255.253", request(SlpHeader.v2(1), "service:tn3270"), V4);
    assertGroup("239.255.255.253", request(SlpHeader.v2(1), "service:directory-agent"), V4);
  }

  @Test
  void version1HasAGroupForDirectoryAgentsAndAGeneralOneAndNoneByIpv6() {
    SrvRqst any = request(SlpHeader.v1(1), "service:tn3270");
    assertGroup("224.0.1.22", any, V4);
    assertGroup("224.0.1.35", request(SlpHeader.v1(1), "service:directory-agent"), V4);
    assertGroup("224.0.1.22", advert(SlpHeader.v1(0x100)), V4);
    assertEquals(Optional.empty(), SlpGroups.of(any, GLOBAL));
  }

  private static DAAdvert advert(SlpHeader header) {
    return new DAAdvert(
        header,
        SlpError.OK,
        1,
        "service:directory-agent://192.0.2.9",
        Scopes.DEFAULT,
        "",
        "",
        List.of());
  }

  @Test
  void byIpv6TheMessageAndItsTypeTellTheGroupAndTheSourceItsScope() {
    SlpHeader header = SlpHeader.v2(1);
    assertGroup("ff05::1:11d8", request(header, "service:service-agent"), GLOBAL);
    assertGroup("ff02::1:11d8", request(header, "service:service-agent"), LINK);
    assertGroup("ff05::123", request(header, "service:Directory-Agent"), GLOBAL);
    assertGroup("ff02::123", advert(header), LINK);
    assertGroup(
        "ff05::116", new SrvTypeRqst(header, List.of(), null, Scopes.DEFAULT), ip("fd00::1"));
    assertGroup(
        "ff02::116",
        new AttrRqst(header, List.of(), "service:tn3270", Scopes.DEFAULT, List.of(), ""),
        LINK);
  }

  @Test
  void listenersJoinWhatDirectoryAgentsAnnounceTo() {
    assertEquals(ips("239.255.255.253", "224.0.1.22"), SlpGroups.announcements(V4, BOTH));
    assertEquals(ips("239.255.255.253"), SlpGroups.announcements(V4, List.of(2)));
    assertEquals(ips("224.0.1.22"), SlpGroups.announcements(V4, List.of(1)));
    assertEquals(ips("ff01::123", "ff02::123"), SlpGroups.announcements(LINK, BOTH));
    assertEquals(Set.of(), SlpGroups.announcements(LINK, List.of(1)));
  }

  @Test
  void agentsJoinTheGroupsOfTheirServiceTypesInEveryScopeOfTheirInterface() {
    assertEquals(
        ips("239.255.255.253", "224.0.1.22", "224.0.1.35"),
        SlpGroups.requests(V4, BOTH, Set.of("service:service-agent")));
    assertEquals(
        ips("ff01::116", "ff01::123", "ff01::1:11d8", "ff02::116", "ff02::123", "ff02::1:11d8"),
        SlpGroups.requests(LINK, BOTH, Set.of("service:service-agent")));
    Set<InetAddress> wide = SlpGroups.requests(GLOBAL, BOTH, Set.of("service:service-agent"));
    assertEquals(15, wide.size());
    assertEquals(true, wide.contains(ip("ff05::1:11d8")));
  }

  @Test
  void anAbstractTypeIsAskedForByItselfOrWithItsConcreteOne() {
    Set<InetAddress> joined = SlpGroups.requests(LINK, BOTH, Set.of("service:printer:lpr"));
    for (String type : List.of("service:printer", "service:printer:lpr")) {
      InetAddress group = SlpGroups.of(request(SlpHeader.v2(1), type), LINK).orElseThrow();
      assertEquals(true, joined.contains(group), type);
    }
  }
}
