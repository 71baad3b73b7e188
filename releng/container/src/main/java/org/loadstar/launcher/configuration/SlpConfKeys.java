// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher.configuration;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the properties of RFC 2614 section 2.1, of OpenSLP and of jSLP mean here. */
final class SlpConfKeys {
  private static final String NET = "org.loadstar.net";
  private static final String ENDPOINT = "org.loadstar.slp.endpoint";
  private static final String DISCOVERY = "org.loadstar.discovery";
  private static final String AGENT = "org.loadstar.agent";
  private static final String DIRECTORY = "org.loadstar.directory";
  private static final String SCOPES = "scopes";
  private static final String DA_TIMEOUT = "daDiscoveryTimeoutMillis";

  /** RFC 2614 counts the headers of IP and UDP in the MTU, the endpoint does not. */
  private static final int HEADERS = 28;

  /** A key of a PID with its value. */
  record Set(String pid, String key, Object value) {}

  /**
   * What a property means.
   *
   * @param settings what it sets; empty where there is no equivalent
   * @param asIs whether what it asks for is so anyway
   * @param note why nothing is set
   */
  record Meaning(List<Set> settings, boolean asIs, String note) {
    static Meaning sets(Object value, String key, String... pids) {
      return new Meaning(
          Arrays.stream(pids).map(pid -> new Set(pid, key, value)).toList(), false, "");
    }

    static Meaning same() {
      return new Meaning(List.of(), true, "asks for what is so anyway");
    }

    static Meaning none(String why) {
      return new Meaning(List.of(), false, "has no equivalent here: " + why);
    }
  }

  /** Reads a value; says in an IllegalArgumentException what is allowed. */
  interface Key {
    Meaning read(String value);
  }

  /** By property; where two set the same key, the later one here holds. */
  static final Map<String, Key> ALL = all();

  private SlpConfKeys() {}

  private static Map<String, Key> all() {
    Map<String, Key> all = new LinkedHashMap<>();
    all.put("net.slp.useScopes", v -> Meaning.sets(list(v), SCOPES, DISCOVERY, AGENT, DIRECTORY));
    all.put(
        "net.slp.DAAddresses",
        v -> Meaning.sets(each(v, SlpConfKeys::address), "directoryAgents", DISCOVERY, AGENT));
    all.put("net.slp.isDA", v -> Meaning.sets(bool(v), "enabled", DIRECTORY));
    all.put("net.slp.DAHeartBeat", v -> Meaning.sets(integer(v), "heartbeatSeconds", DIRECTORY));
    all.put("net.slp.checkSourceAddr", v -> Meaning.sets(bool(v), "checkHosts", DIRECTORY));
    all.put("net.slp.multicastTTL", v -> Meaning.sets(integer(v), "ttl", NET));
    all.put(
        "net.slp.interfaces",
        v -> Meaning.sets(each(v, SlpConfKeys::network), "multicastInterfaces", NET));
    all.put("net.slp.useIPv4", v -> bool(v) ? Meaning.same() : Meaning.sets("6", "ipVersion", NET));
    all.put("net.slp.useIPv6", v -> bool(v) ? Meaning.same() : Meaning.sets("4", "ipVersion", NET));
    all.put("net.slp.port", v -> Meaning.sets(integer(v), "port", ENDPOINT));
    all.put("net.slp.MTU", v -> Meaning.sets(integer(v) - HEADERS, "mtu", ENDPOINT));
    all.put(
        "net.slp.multicastMaximumWait",
        v -> Meaning.sets(integer(v), "saMulticastTimeoutMillis", DISCOVERY));
    all.put(
        "net.slp.DADiscoveryTimeouts",
        v ->
            Meaning.sets(
                each(v, SlpConfKeys::integer).stream().mapToInt(i -> i).sum(),
                DA_TIMEOUT,
                DISCOVERY));
    all.put("net.slp.DADiscoveryMaximumWait", v -> Meaning.sets(integer(v), DA_TIMEOUT, DISCOVERY));
    all.put(
        "net.slp.DAActiveDiscoveryInterval",
        v ->
            integer(v) == 0
                ? Meaning.sets(0, DA_TIMEOUT, DISCOVERY)
                : Meaning.none("only 0 has, which switches the search for directory agents off"));
    all.put(
        "net.slp.activeDADetection",
        v -> bool(v) ? Meaning.same() : Meaning.sets(0, DA_TIMEOUT, DISCOVERY));
    asIs(all, "net.slp.passiveDADetection", "true", "advertisements are heard while SLP listens");
    asIs(all, "net.slp.isBroadcastOnly", "false", "there is multicast only");
    asIs(all, "net.slp.securityEnabled", "false", "signatures come with keys, by configuration");
    asIs(all, "net.slp.useDHCP", "false", "DHCP is not asked; set DAAddresses and useScopes");
    asIs(all, "net.slp.maxResults", "-1", "all that is found is told");
    asIs(all, "net.slp.locale", "en", "English is spoken");
    asIs(all, "net.slp.preferSLPv1", "false", "both versions are spoken at once");
    for (String trace : List.of("DATraffic", "Msg", "Drop", "Reg")) {
      asIs(all, "net.slp.trace" + trace, "false", "see the log, and capture with tshark");
    }
    none(
        all,
        "the rounds follow the measured round trip",
        "multicastTimeouts datagramTimeouts unicastTimeouts datagramMaximumWait"
            + " unicastMaximumWait randomWaitBound waitTime failercount");
    none(all, "the attributes of an agent are its own", "DAAttributes SAAttributes");
    none(all, "every service agent is asked", "typeHint HintsFile");
    none(
        all,
        "configure each as org.loadstar.agent.gateway~NAME",
        "serializedRegURL watchRegistrationPID");
    none(all, "keys are configured where signatures are", "spi privateKey publicKey");
    none(all, "there is no broadcast", "broadcastAddr");
    none(all, "the system's own hold", "RcvBufSize SndBufSize");
    none(all, "the log has its own files", "appendLog");
    none(all, "a reply that does not fit is cut, and asked for by TCP", "OversizedUDP");
    none(
        all,
        "directory agents know nothing of each other",
        "staleDACheckPeriod DASyncReg isDABackup DABackupInterval DABackupLocalReg");
    return all;
  }

  private static void asIs(Map<String, Key> all, String property, String same, String why) {
    all.put(property, v -> v.equalsIgnoreCase(same) ? Meaning.same() : Meaning.none(why));
  }

  private static void none(Map<String, Key> all, String why, String names) {
    Stream.of(names.split(" ")).forEach(n -> all.put("net.slp." + n, v -> Meaning.none(why)));
  }

  private static List<String> list(String value) {
    return Arrays.stream(value.split(",")).map(String::strip).filter(i -> !i.isEmpty()).toList();
  }

  private static <T> List<T> each(String value, Function<String, T> read) {
    return new ArrayList<>(list(value).stream().map(read).toList());
  }

  private static boolean bool(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("true or false");
    };
  }

  private static int integer(String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a whole number", e);
    }
  }

  /** An IP address; a name would be asked for, and the name service may need SLP itself. */
  private static String address(String text) {
    if (!text.matches("[0-9.]+|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.%\\w]*]?")) {
      throw new IllegalArgumentException("IP addresses; names are not resolved");
    }
    try {
      return InetAddress.getByName(text).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("IP addresses", e);
    }
  }

  /** The name of the interface that has the address. */
  private static String network(String text) {
    try {
      NetworkInterface found =
          NetworkInterface.getByInetAddress(InetAddress.getByName(address(text)));
      if (found == null) {
        throw new IllegalArgumentException("addresses of interfaces of this machine");
      }
      return found.getName();
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("IP addresses", e);
    }
  }
}
