// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.agent.ServerDescription;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.api.session.TlsMode;
import org.loadstar.net.TlsProfile;
import org.osgi.framework.Version;

/**
 * What a listener tells of itself: the attributes of RFC 3049, section 7.1, that are true of this
 * server. It has no printers, hence no SCS.
 */
final class Advertisement {
  private static final List<String> KEYWORDS =
      List.of("BIND", "DATA", "RESPONSES", "SYSREQ", "RFC1576", "RFC1646", "RFC2355");

  private Advertisement() {}

  /**
   * The description of a listener.
   *
   * @param port that it is bound to
   * @param release of this server
   * @param tls its TLS profile; null where it is off
   */
  static ServerDescription of(
      ListenerConfig config, int port, Version release, @Nullable TlsProfile tls) {
    SortedMap<String, List<String>> attributes = new TreeMap<>();
    KEYWORDS.forEach(keyword -> attributes.put(keyword, List.of()));
    List<String> security = new ArrayList<>();
    List<String> suites = new ArrayList<>();
    if (tls != null) {
      tls.protocols().forEach(protocol -> security.add(protocol.toUpperCase(Locale.ROOT)));
      suites.addAll(tls.cipherSuites());
    }
    if (config.tls() != TlsMode.REQUIRE) {
      security.add("NONE");
      suites.add("NULL_NULL");
    }
    attributes.put("SECURITY", security);
    attributes.put("CIPHERSUITES", suites);
    attributes.put(
        "PLATFORM", platform(System.getProperty("os.name"), System.getProperty("os.arch")));
    attributes.put("PROTOCOL", List.of("IP"));
    attributes.put("SERVERNAME", List.of(config.name()));
    attributes.put("RELEASE", List.of(release(release)));
    return new ServerDescription(
        config.name(),
        config.host(),
        port,
        config.pools().stream().map(p -> new LuPool(p.name(), p.deviceType())).toList(),
        attributes);
  }

  private static String release(Version version) {
    return String.format(
        Locale.ROOT, "%02d.%02d.%02d", version.getMajor(), version.getMinor(), version.getMicro());
  }

  /** The value of the template where it has one for this system, then the system's own name. */
  static List<String> platform(String system, String architecture) {
    String own = system + " " + architecture;
    if (system.startsWith("Windows")) {
      return List.of("NT", own);
    }
    return system.equals("AIX") || system.equals("OS/2")
        ? List.of(system.replace("/", ""), own)
        : List.of(own);
  }
}
