// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.phonebook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;

/**
 * One line of the phone book: {@code HOST:PORT [load=N] [pool=NAME[/TYPE]]...}, for example {@code
 * tn1.example.com:23 load=20 pool=ACCOUNTS/3270002}.
 */
record Entry(String host, int port, OptionalInt load, List<LuPool> pools) {

  static Entry parse(String line) {
    String[] words = line.strip().split("\\s+");
    int colon = words[0].lastIndexOf(':');
    OptionalInt load = OptionalInt.empty();
    List<LuPool> pools = new ArrayList<>();
    try {
      for (int i = 1; i < words.length; i++) {
        String[] pair = words[i].split("=", 2);
        switch (pair[0]) {
          case "load" -> load = OptionalInt.of(Integer.parseInt(pair[1]));
          case "pool" -> {
            String[] pool = pair[1].split("/", 2);
            pools.add(new LuPool(pool[0], pool.length == 2 ? pool[1] : ""));
          }
          default -> throw new IllegalArgumentException("unknown word " + words[i]);
        }
      }
      String host = words[0].substring(0, colon).replaceAll("[\\[\\]]", "");
      Entry entry = new Entry(host, Integer.parseInt(words[0].substring(colon + 1)), load, pools);
      entry.offer("check", Instant.EPOCH); // refuses a port or a load out of range
      return entry;
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "servers: '" + line + "' is not HOST:PORT [load=0..100] [pool=NAME[/TYPE]]...", e);
    }
  }

  /** A server that names no pools may have any. */
  boolean matches(ServerQuery query) {
    return pools.isEmpty()
        || pools.stream()
            .anyMatch(
                pool ->
                    (query.pool().isEmpty() || pool.name().equalsIgnoreCase(query.pool()))
                        && pool.serves(query.deviceType()));
  }

  ServerOffer offer(String source, Instant seen) {
    String literal = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return new ServerOffer(
        "service:tn3270://" + literal + ":" + port,
        host,
        port,
        load,
        pools,
        new TreeMap<>(),
        List.of(),
        source,
        seen);
  }
}
