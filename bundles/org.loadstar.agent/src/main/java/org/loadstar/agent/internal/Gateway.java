// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.loadstar.api.agent.LoadReading;
import org.loadstar.api.agent.ServerDescription;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.slp.ServiceUrl;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.Tn3270Template;

/**
 * A gateway's configuration, checked.
 *
 * @param description what is told of it
 * @param load what is told of its load
 */
record Gateway(ServerDescription description, LoadReading load) {
  private static final Set<String> KEYWORDS =
      Set.of(
          Tn3270Template.BIND,
          Tn3270Template.DATA,
          Tn3270Template.RESPONSES,
          Tn3270Template.SCS,
          Tn3270Template.SYSREQ,
          Tn3270Template.RFC1576,
          Tn3270Template.RFC1646,
          Tn3270Template.RFC2355);

  static final String POOL = "\\S{1,8}(\\s+\\S+)?";
  static final String POOL_ALLOWED = "'POOL' or 'POOL TYPE', POOL of 1 to 8 characters";
  static final String URL = "(?i)service:tn3270://\\S+:[0-9]{1,5}";
  static final String URL_ALLOWED = "service:tn3270://HOST:PORT";

  /**
   * Checks a configuration.
   *
   * @throws IllegalArgumentException naming the key, the value and what is allowed
   */
  static Gateway of(GatewayComponent.Config config) {
    ServiceUrl url = url(config.url());
    SortedMap<String, List<String>> attributes = new TreeMap<>();
    for (String function : config.functions()) {
      String keyword = function.strip().toUpperCase(Locale.ROOT);
      if (!KEYWORDS.contains(keyword)) {
        throw wrong("functions", function, "some of " + new TreeSet<>(KEYWORDS));
      }
      attributes.put(keyword, List.of());
    }
    if (config.security().length > 0) {
      attributes.put(Tn3270Template.SECURITY, List.of(config.security()));
    }
    attributes.put(Tn3270Template.PROTOCOL, List.of("IP"));
    range("load", config.load());
    range("loadBias", config.loadBias());
    int port = url.port().orElseThrow();
    String name = config.name().isBlank() ? url.host() + ":" + port : config.name().strip();
    return new Gateway(
        new ServerDescription(name, url.host(), port, pools(config.luPools()), attributes),
        new LoadReading.Fixed(config.load()));
  }

  private static ServiceUrl url(String text) {
    try {
      ServiceUrl url = ServiceUrl.parse(text.strip());
      if (url.port().isPresent() && url.type().equals(Tn3270Template.TN3270)) {
        return url;
      }
    } catch (SlpException e) {
      // told below
    }
    throw wrong("url", text, URL_ALLOWED);
  }

  private static List<LuPool> pools(String[] texts) {
    List<LuPool> pools = new ArrayList<>();
    for (String text : texts) {
      if (!text.strip().matches(POOL)) {
        throw wrong("luPools", text, POOL_ALLOWED);
      }
      String[] parts = text.strip().split("\\s+");
      pools.add(new LuPool(parts[0], parts.length > 1 ? parts[1] : ""));
    }
    return pools;
  }

  private static void range(String key, int value) {
    if (value < 0 || value > 100) {
      throw wrong(key, Integer.toString(value), "0 to 100");
    }
  }

  private static IllegalArgumentException wrong(String key, String value, String allowed) {
    return new IllegalArgumentException(key + " is '" + value + "', allowed is " + allowed);
  }
}
