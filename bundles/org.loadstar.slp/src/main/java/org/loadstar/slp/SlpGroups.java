// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The multicast groups of SLP: of version 1 (RFC 2165 section 22.3), of version 2 by IPv4 (RFC 2608
 * section 6.1) and by IPv6 (RFC 3111 section 4). Pure; any thread.
 *
 * <p>An interface whose address is link-local takes part in the groups of interface and link, one
 * with a wider address in those up to the site, which is as far as SLP is multicast. A message
 * leaves to the widest of them.
 */
public final class SlpGroups {
  /** All of version 2 by IPv4. */
  public static final InetAddress V2 = address(239, 255, 255, 253);

  /** Version 1: requests to service agents, and advertisements of directory agents. */
  public static final InetAddress V1_GENERAL = address(224, 0, 1, 22);

  /** Version 1: requests that look for directory agents. */
  public static final InetAddress V1_DIRECTORY = address(224, 0, 1, 35);

  private static final int SVRLOC = 0x116;
  private static final int SVRLOC_DA = 0x123;
  private static final int SERVICE_LOCATION = 0x1_1000;
  private static final int LINK_SCOPE = 2;
  private static final int SITE_SCOPE = 5;

  private SlpGroups() {}

  /**
   * The group that a message is multicast to.
   *
   * @param own the address that it leaves from
   * @return empty for version 1 by IPv6, which does not exist
   */
  public static Optional<InetAddress> of(SlpMessage message, InetAddress own) {
    boolean v1 = message.header().version() == 1;
    boolean looksForDirectory =
        message instanceof SrvRqst r
            && r.serviceType().equalsIgnoreCase(ServiceType.DIRECTORY_AGENT.toString());
    if (own instanceof Inet6Address) {
      return v1
          ? Optional.empty()
          : Optional.of(ipv6(widest(own), groupId(message, looksForDirectory)));
    }
    if (v1) {
      return Optional.of(looksForDirectory ? V1_DIRECTORY : V1_GENERAL);
    }
    return Optional.of(V2);
  }

  private static int groupId(SlpMessage message, boolean looksForDirectory) {
    if (looksForDirectory || message instanceof DAAdvert) {
      return SVRLOC_DA;
    }
    return message instanceof SrvRqst r ? SERVICE_LOCATION + hash(r.serviceType()) : SVRLOC;
  }

  /** The groups that bring unsolicited advertisements of directory agents. */
  public static Set<InetAddress> announcements(InetAddress own, Collection<Integer> versions) {
    return groups(own, versions, List.of(V1_GENERAL), List.of(SVRLOC_DA));
  }

  /**
   * The groups that bring requests to service and directory agents, and what {@link #announcements}
   * bring.
   *
   * @param serviceTypes that are answered for; of an abstract type with its concrete one both are
   */
  public static Set<InetAddress> requests(
      InetAddress own, Collection<Integer> versions, Collection<String> serviceTypes) {
    Set<Integer> ids = new TreeSet<>(List.of(SVRLOC, SVRLOC_DA));
    for (String type : serviceTypes) {
      ids.add(SERVICE_LOCATION + hash(type));
      int concrete = type.indexOf(':', type.indexOf(':') + 1);
      if (concrete > 0) {
        ids.add(SERVICE_LOCATION + hash(type.substring(0, concrete)));
      }
    }
    return groups(own, versions, List.of(V1_GENERAL, V1_DIRECTORY), ids);
  }

  private static Set<InetAddress> groups(
      InetAddress own,
      Collection<Integer> versions,
      Collection<InetAddress> v1,
      Collection<Integer> ipv6Ids) {
    Set<InetAddress> groups = new LinkedHashSet<>();
    if (own instanceof Inet6Address && versions.contains(2)) {
      for (int scope = 1; scope <= widest(own); scope++) {
        for (int id : ipv6Ids) {
          groups.add(ipv6(scope, id));
        }
      }
    } else if (!(own instanceof Inet6Address)) {
      if (versions.contains(2)) {
        groups.add(V2);
      }
      if (versions.contains(1)) {
        groups.addAll(v1);
      }
    }
    return groups;
  }

  private static int widest(InetAddress own) {
    return own.isLinkLocalAddress() || own.isLoopbackAddress() ? LINK_SCOPE : SITE_SCOPE;
  }

  /** Where a service type's group stands in its range, 0 to 0x3FF (RFC 3111 section 4.1). */
  static int hash(String serviceType) {
    int h = 0;
    for (byte b : serviceType.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)) {
      h = h * 33 + b;
    }
    return h & 0x3FF;
  }

  private static InetAddress ipv6(int scope, int groupId) {
    byte[] bytes = new byte[16];
    bytes[0] = (byte) 0xFF;
    bytes[1] = (byte) scope;
    for (int i = 0; i < 4; i++) {
      bytes[15 - i] = (byte) (groupId >>> (8 * i));
    }
    return address(bytes);
  }

  private static InetAddress address(int... parts) {
    byte[] bytes = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      bytes[i] = (byte) parts[i];
    }
    return address(bytes);
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
