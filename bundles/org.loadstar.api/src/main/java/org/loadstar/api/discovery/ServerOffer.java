// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.discovery;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One TN3270E server that was found, with what is known of it. Immutable.
 *
 * @param url the service URL as it was advertised, for example {@code service:tn3270://host:23}
 * @param host name or address to connect to; an IPv6 address without brackets
 * @param port TCP port, 1 to 65535
 * @param load 0 (idle) to 100 (full), or empty where the server did not tell or told a value
 *     outside that range
 * @param pools the LU pools it offers; empty where unknown
 * @param attributes every attribute it advertised, by upper-case tag, in the order of the tags; a
 *     keyword attribute has an empty list of values
 * @param scopes the SLP scopes it was found in
 * @param source the name of the {@link ServerSource} that found it
 * @param seen when it was last heard of
 * @param signed whether its advertisement bears the good signature of a configured key; false where
 *     nothing is verified
 */
public record ServerOffer(
    String url,
    String host,
    int port,
    OptionalInt load,
    List<LuPool> pools,
    SortedMap<String, List<String>> attributes,
    List<String> scopes,
    String source,
    Instant seen,
    boolean signed) {

  public ServerOffer {
    if (host.isBlank() || port < 1 || port > 65535) {
      throw new IllegalArgumentException("not a server address: " + host + ":" + port);
    }
    if (load.isPresent() && (load.getAsInt() < 0 || load.getAsInt() > 100)) {
      throw new IllegalArgumentException("a load is 0 to 100, not " + load.getAsInt());
    }
    pools = List.copyOf(pools);
    scopes = List.copyOf(scopes);
    SortedMap<String, List<String>> copy = new TreeMap<>();
    for (Map.Entry<String, List<String>> e : attributes.entrySet()) {
      copy.put(e.getKey().toUpperCase(Locale.ROOT), List.copyOf(e.getValue()));
    }
    attributes = java.util.Collections.unmodifiableSortedMap(copy);
  }

  /** A server whose advertisement was not verified. */
  public ServerOffer(
      String url,
      String host,
      int port,
      OptionalInt load,
      List<LuPool> pools,
      SortedMap<String, List<String>> attributes,
      List<String> scopes,
      String source,
      Instant seen) {
    this(url, host, port, load, pools, attributes, scopes, source, seen, false);
  }

  /** A server of which only the address is known. */
  public static ServerOffer at(String host, int port, String source, Instant seen) {
    return new ServerOffer(
        "service:tn3270://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port,
        host,
        port,
        OptionalInt.empty(),
        List.of(),
        new TreeMap<>(),
        List.of(),
        source,
        seen);
  }

  /**
   * {@code host:port}, an IPv6 address in brackets: what identifies a server in tables and logs.
   */
  public String address() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** Whether the attribute was advertised, as a keyword or with values. */
  public boolean has(String tag) {
    return attributes.containsKey(tag.toUpperCase(Locale.ROOT));
  }

  /** The values of an attribute; empty where it is absent or a keyword. */
  public List<String> values(String tag) {
    return attributes.getOrDefault(tag.toUpperCase(Locale.ROOT), List.of());
  }
}
