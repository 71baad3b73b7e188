// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.loadstar.metatype.Syntaxes;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.ServiceType;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.Tn3270Template;

/**
 * The configuration, checked.
 *
 * @param scopes that servers are told in
 * @param types that every server is told as
 * @param lifetimeSeconds told with each URL
 * @param loadBias of servers that set none
 * @param publishMillis after which a load is read again at the latest
 * @param publishDelta points of load from which on directory agents are told at once
 * @param directoryAgents to register with, besides those that are found
 */
record Settings(
    Scopes scopes,
    List<ServiceType> types,
    int lifetimeSeconds,
    int loadBias,
    int publishMillis,
    int publishDelta,
    List<InetAddress> directoryAgents) {
  static final Settings DEFAULT =
      new Settings(
          Scopes.DEFAULT, List.of(Tn3270Template.TN3270), 10800, Load.NEUTRAL, 500, 5, List.of());

  static final String TYPE = "(?i)tn3270|tn3270e|commserver";
  static final String TYPE_ALLOWED = "tn3270, tn3270e or commserver";

  private static final Map<String, ServiceType> TYPES =
      Map.of(
          "tn3270", Tn3270Template.TN3270,
          "tn3270e", Tn3270Template.TN3270E,
          "commserver", Tn3270Template.COMMSERVER);

  /** Refuses wrong values, naming key, value and what is allowed. */
  static Settings of(ServiceAgentComponent.Config config) {
    return new Settings(
        scopes(String.join(",", config.scopes())),
        types(config.types()),
        range("lifetimeSeconds", config.lifetimeSeconds(), 1, 65535),
        range("loadBias", config.loadBias(), 0, 100),
        range("publishMillis", config.publishMillis(), 100, 60_000),
        range("publishDelta", config.publishDelta(), 1, 100),
        directoryAgents(config.directoryAgents()));
  }

  private static Scopes scopes(String list) {
    try {
      Scopes scopes = Scopes.parse(list);
      return scopes.isEmpty() ? Scopes.DEFAULT : scopes;
    } catch (SlpException e) {
      throw new IllegalArgumentException(
          "scopes is '" + list + "', allowed is " + Syntaxes.SCOPE_ALLOWED, e);
    }
  }

  private static List<ServiceType> types(String[] names) {
    List<ServiceType> types = new ArrayList<>();
    for (String name : names) {
      ServiceType type = TYPES.get(name.strip().toLowerCase(Locale.ROOT));
      if (type == null) {
        throw new IllegalArgumentException("types is '" + name + "', allowed is " + TYPE_ALLOWED);
      }
      if (!types.contains(type)) {
        types.add(type);
      }
    }
    return types.isEmpty() ? DEFAULT.types : List.copyOf(types);
  }

  private static List<InetAddress> directoryAgents(String[] texts) {
    List<InetAddress> agents = new ArrayList<>();
    for (String text : texts) {
      InetAddress address = NetUtil.createInetAddressFromIpAddressString(text.strip());
      if (address == null) {
        throw new IllegalArgumentException(
            "directoryAgents is '" + text + "', allowed is " + Syntaxes.ADDRESS_ALLOWED);
      }
      agents.add(address);
    }
    return List.copyOf(agents);
  }

  private static int range(String key, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          key + " is " + value + ", allowed is " + min + " to " + max);
    }
    return value;
  }
}
