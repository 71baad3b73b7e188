// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.agent.LoadReading;
import org.loadstar.api.agent.ServerDescription;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.ServiceType;
import org.loadstar.slp.Tn3270Template;

/**
 * One server as it is advertised now. Immutable.
 *
 * @param description what it told of itself
 * @param reading its own load
 * @param contributed the largest load that a contributor told, 0 where there is none
 * @param contributor the name of that contributor, empty where the server's own load is the larger
 * @param bias the administrator's bias that holds
 * @param configuredBias the one that its configuration has
 * @param pid the configuration that keeps the bias, or null
 * @param bundle who offers it
 */
record Advertised(
    ServerDescription description,
    LoadReading reading,
    int contributed,
    String contributor,
    int bias,
    int configuredBias,
    @Nullable String pid,
    String bundle) {
  /** The attributes that the template of the communications software has. */
  private static final List<String> SOFTWARE =
      List.of(
          Tn3270Template.RELEASE,
          Tn3270Template.PLATFORM,
          Tn3270Template.PROTOCOL,
          Tn3270Template.SERVERNAME);

  /** The load before the bias. */
  int rawLoad() {
    return Math.max(Load.raw(reading), contributed);
  }

  /** The load that is told; no free session tells 100 whatever the bias. */
  int load() {
    return Load.isFull(reading) ? 100 : Load.biased(rawLoad(), bias);
  }

  /** Where the load comes from, in one line. */
  String loadSource() {
    if (!contributor.isEmpty()) {
      return "contributor " + contributor;
    }
    return reading instanceof LoadReading.Sessions s
        ? s.inUse() + " of " + s.capacity() + " sessions"
        : "configured";
  }

  /**
   * The server as SLP tells of it, once as each type; the communications software with its own
   * attributes (RFC 3049 section 7.2). None where the server has no host of its own and the
   * machine's address is not known.
   *
   * @param own the machine's address, as whoever is told can reach it; may be empty
   */
  List<Service> services(Settings settings, String own) {
    String host = description.host().isEmpty() ? own : description.host();
    if (host.isEmpty()) {
      return List.of();
    }
    String site = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    String rest = "://" + site + ":" + description.port();
    List<Service> services = new ArrayList<>();
    for (ServiceType type : settings.types()) {
      Attributes list = type.equals(Tn3270Template.COMMSERVER) ? software() : attributes();
      services.add(
          new Service(type + rest, type, settings.scopes(), settings.lifetimeSeconds(), list));
    }
    return services;
  }

  /** The attribute list as the template of RFC 3049 section 7.1 has it. */
  Attributes attributes() {
    return attributes(description, load());
  }

  /**
   * As {@link #attributes()}.
   *
   * @throws IllegalArgumentException for a tag or value that SLP forbids
   */
  static Attributes attributes(ServerDescription description, int load) {
    Attributes.Builder list = Attributes.builder().integer(Tn3270Template.LOAD, load);
    list.strings(
        Tn3270Template.LUPOOL, description.pools().stream().map(LuPool::toString).toList());
    list.strings(Tn3270Template.SERVERNAME, description.name());
    description
        .attributes()
        .forEach(
            (tag, values) -> {
              if (values.isEmpty()) {
                list.keyword(tag);
              } else {
                list.strings(tag, values);
              }
            });
    return list.build();
  }

  private Attributes software() {
    Attributes.Builder list = Attributes.builder();
    for (String tag : SOFTWARE) {
      list.strings(tag, attributes().strings(tag));
    }
    return list.build();
  }
}
