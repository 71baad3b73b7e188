// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ranking.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.ranking.Requirements;

/**
 * Whether a server can serve what is required. What it did not tell is no reason to refuse it: a
 * server without attributes, pools or device types may well serve.
 */
final class Fitness {
  /** Everything that is an address for sure, so that no name is ever looked up here. */
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F:.]*");

  private Fitness() {}

  /** Why it cannot, in one line; null where it can. */
  static @Nullable String refusal(ServerOffer offer, Requirements required) {
    if (!allowed(offer.host(), required.allowedHosts())) {
      return "the host " + offer.host() + " is not among the allowed hosts";
    }
    List<String> security = offer.values("SECURITY");
    if (required.tls()
        && !security.isEmpty()
        && security.stream().allMatch(s -> s.equalsIgnoreCase("NONE"))) {
      return "TLS is required and the server offers only SECURITY=NONE";
    }
    String pools = poolRefusal(offer.pools(), required);
    return pools != null ? pools : functionRefusal(offer, required);
  }

  private static @Nullable String poolRefusal(List<LuPool> pools, Requirements required) {
    if (pools.isEmpty()) {
      return null;
    }
    String wanted = required.pool().strip().toUpperCase(Locale.ROOT);
    List<LuPool> left =
        pools.stream().filter(p -> wanted.isEmpty() || p.name().equals(wanted)).toList();
    if (left.isEmpty()) {
      return "it has no LU pool " + wanted;
    }
    String type = required.deviceType().strip();
    if (left.stream().anyMatch(p -> p.serves(type))) {
      return null;
    }
    return (wanted.isEmpty() ? "no LU pool serves " : "LU pool " + wanted + " does not serve ")
        + "the device type "
        + type;
  }

  private static @Nullable String functionRefusal(ServerOffer offer, Requirements required) {
    if (offer.attributes().isEmpty()) {
      return null;
    }
    TreeSet<String> missing = new TreeSet<>();
    for (String function : required.functions()) {
      if (!offer.has(keyword(function))) {
        missing.add(keyword(function));
      }
    }
    return missing.isEmpty() ? null : "it does not advertise " + String.join(", ", missing);
  }

  /** The keyword of RFC 3049 section 7.1 for a function of RFC 2355 section 7.2. */
  private static String keyword(String function) {
    String upper = function.strip().toUpperCase(Locale.ROOT);
    return upper.equals("BIND-IMAGE") ? "BIND" : upper;
  }

  private static boolean allowed(String host, List<String> patterns) {
    if (patterns.isEmpty()) {
      return true;
    }
    String name = canonical(host);
    return patterns.stream()
        .map(Fitness::canonical)
        .anyMatch(p -> p.startsWith("*.") ? name.endsWith(p.substring(1)) : name.equals(p));
  }

  private static String canonical(String host) {
    String name = host.strip().toLowerCase(Locale.ROOT);
    if (name.startsWith("[") && name.endsWith("]")) {
      name = name.substring(1, name.length() - 1);
    }
    if (IPV6.matcher(name).matches()) {
      try {
        return InetAddress.getByName(name).getHostAddress();
      } catch (UnknownHostException e) {
        return name;
      }
    }
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
