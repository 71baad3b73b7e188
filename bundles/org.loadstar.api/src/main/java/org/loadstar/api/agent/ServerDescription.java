// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.agent;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.loadstar.api.discovery.LuPool;

/**
 * What a server tells of itself, besides its load. Immutable.
 *
 * @param name names the server in commands and, as SERVERNAME, to clients
 * @param host the name or address that clients connect to; empty for this machine's own address on
 *     the interface where the request came in
 * @param port its TCP port
 * @param pools its LU pools with their device types
 * @param attributes the other attributes of RFC 3049 section 7.1 that are true of it, by tag; a
 *     keyword ({@code BIND}, {@code RFC2355}) has an empty list of values
 */
public record ServerDescription(
    String name,
    String host,
    int port,
    List<LuPool> pools,
    SortedMap<String, List<String>> attributes) {

  public ServerDescription {
    if (name.isBlank() || port < 1 || port > 65535) {
      throw new IllegalArgumentException("a server needs a name and a port: " + name + ":" + port);
    }
    pools = List.copyOf(pools);
    SortedMap<String, List<String>> copy = new TreeMap<>();
    for (Map.Entry<String, List<String>> e : attributes.entrySet()) {
      copy.put(e.getKey().toUpperCase(Locale.ROOT), List.copyOf(e.getValue()));
    }
    attributes = Collections.unmodifiableSortedMap(copy);
  }
}
