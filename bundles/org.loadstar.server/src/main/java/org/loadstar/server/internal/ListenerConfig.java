// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.loadstar.api.session.TlsMode;
import org.loadstar.guard.ConfiguredValues;

/**
 * The configuration of one listener, every value of it right.
 *
 * @param name of the server, from its PID
 * @param address to listen at
 * @param port to listen at; 0 where the system chooses
 * @param tls whether terminals are encrypted
 * @param startTls whether required TLS begins inside telnet
 * @param tlsProfile with the key; empty for the default one
 * @param pools of logical units
 * @param maxSessions sessions at a time; 0 for as many as there are logical units
 * @param loadBias the administrator's bias, 0 to 100
 * @param application that sessions start with
 * @param host to advertise; empty for the machine's own address
 */
record ListenerConfig(
    String name,
    InetAddress address,
    int port,
    TlsMode tls,
    boolean startTls,
    String tlsProfile,
    List<PoolSpec> pools,
    int maxSessions,
    int loadBias,
    String application,
    String host) {
  static final String PID = "service.pid";
  private static final int MAX_SESSIONS = 9000;
  static final String HOST = "[A-Za-z0-9._:-]{0,255}";
  static final String HOST_ALLOWED = "a host name, an address or nothing";
  static final String TLS_PROFILE = "[A-Za-z0-9._-]{0,64}";
  static final String TLS_PROFILE_ALLOWED = "the NAME of a configuration org.loadstar.tls~NAME";

  /**
   * Reads a configuration.
   *
   * @param config with the defaults
   * @param raw the values as they were written, for the message
   * @throws IllegalArgumentException naming the PID, the key, its value and what is allowed
   */
  static ListenerConfig of(ListenerComponent.Config config, Map<String, Object> raw) {
    ConfiguredValues values = new ConfiguredValues(raw);
    return new ListenerConfig(
        name(raw),
        values.value("address", "an address or the name of this machine", () -> address(config)),
        values.number("port", config::port, 0, 65_535),
        values.value("tls", "off, prefer or require", () -> tls(config.tls())),
        values.value("startTls", "true or false", config::startTls),
        values.text("tlsProfile", config::tlsProfile, TLS_PROFILE, TLS_PROFILE_ALLOWED),
        values.value("luPools", PoolSpec.ALLOWED, () -> PoolSpec.parse(List.of(config.luPools()))),
        values.number("maxSessions", config::maxSessions, 0, MAX_SESSIONS),
        values.number("loadBias", config::loadBias, 0, 100),
        values.value("application", "the name of an application", () -> word(config.application())),
        values.text("host", config::host, HOST, HOST_ALLOWED));
  }

  /** The name of the server: what follows the factory PID. */
  static String name(Map<String, Object> raw) {
    return new ConfiguredValues(raw).name(ListenerComponent.PID);
  }

  private static TlsMode tls(String value) {
    if (!List.of("off", "prefer", "require").contains(value)) {
      throw new IllegalArgumentException();
    }
    return TlsMode.valueOf(value.toUpperCase(Locale.ROOT));
  }

  private static InetAddress address(ListenerComponent.Config config) {
    try {
      return InetAddress.getByName(word(config.address()));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String word(String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException();
    }
    return value.strip();
  }
}
