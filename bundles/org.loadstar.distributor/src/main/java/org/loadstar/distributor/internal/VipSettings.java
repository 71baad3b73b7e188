// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.loadstar.api.distributor.PlaneLimits;
import org.loadstar.api.distributor.PortRange;
import org.loadstar.distributor.placement.Method;
import org.loadstar.distributor.placement.Rules;
import org.loadstar.guard.ConfiguredValues;

/**
 * The configuration of one distributed address, every value of it right.
 *
 * @param address the distributed address
 * @param targets the names of its targets
 * @param rules how connections are placed, with the ports
 * @param weights the name of the workload manager; empty for the configured weights
 * @param affinitySeconds that a client goes to the same target after its last connection
 * @param helper the name of the helper of its connections; empty for none
 * @param plane the name of the plane
 * @param drain how long connections of a target that has left may go on; zero for ever
 * @param limits what is held at most
 */
record VipSettings(
    InetAddress address,
    List<String> targets,
    Rules rules,
    String weights,
    int affinitySeconds,
    String helper,
    String plane,
    Duration drain,
    PlaneLimits limits) {
  static final String PID = "org.loadstar.distributor.vip";
  private static final String FTP = "ftp";
  private static final String METHODS =
      "BASEWLM, ROUNDROBIN, WEIGHTEDACTIVE, HOTSTANDBY, TARGCONTROLLED or LEASTCONNECTIONS";
  private static final String OPTIONAL_NAME = "[A-Za-z0-9._-]{0,64}";

  /**
   * Reads a configuration.
   *
   * @param raw the values as they were written, for the message
   * @throws IllegalArgumentException naming the PID, the key, its value and what is allowed
   */
  static VipSettings of(VipConfig config, Map<String, Object> raw) {
    ConfiguredValues values = new ConfiguredValues(raw);
    List<PortRange> ports =
        values.value("ports", "one or more of: " + VipConfig.PORTS_ALLOWED, () -> ports(config));
    Method method =
        values.value(
            "method",
            METHODS,
            () -> Method.valueOf(config.method().strip().toUpperCase(Locale.ROOT)));
    boolean ftp = values.value("ftp", "true or false", config::ftp);
    String helper =
        values.text("helper", config::helper, OPTIONAL_NAME, VipConfig.NAME_ALLOWED + ", or none");
    return new VipSettings(
        values.value("address", "an IP address of this machine", () -> address(config.address())),
        values.value("targets", VipConfig.NAME_ALLOWED + ", each once", () -> targets(config)),
        new Rules(
            method,
            values.value("autoSwitchBack", "true or false", config::autoSwitchBack),
            values.value("healthSwitch", "true or false", config::healthSwitch),
            values.value("optLocal", "true or false", config::optLocal),
            ports),
        values.text("weights", config::weights, OPTIONAL_NAME, VipConfig.NAME_ALLOWED),
        values.number("affinitySeconds", config::affinitySeconds, 0, 2_592_000),
        ftp ? FTP : helper,
        values.text("plane", config::plane, VipConfig.NAME, VipConfig.NAME_ALLOWED),
        Duration.ofSeconds(values.number("drainSeconds", config::drainSeconds, 0, 604_800)),
        new PlaneLimits(
            values.number("maxConnections", config::maxConnections, 1, 1_000_000),
            values.number("maxHalfOpen", config::maxHalfOpen, 1, 1_000_000),
            values.number("maxPerSource", config::maxPerSource, 1, 1_000_000),
            values.number("acceptsPerSecond", config::acceptsPerSecond, 1, 1_000_000),
            values.number("connectMillis", config::connectMillis, 10, 600_000),
            values.number("idleSeconds", config::idleSeconds, 0, 2_592_000)));
  }

  private static List<PortRange> ports(VipConfig config) {
    List<PortRange> ports = Arrays.stream(config.ports()).map(TargetSettings::range).toList();
    if (ports.isEmpty()) {
      throw new IllegalArgumentException();
    }
    return ports;
  }

  private static InetAddress address(String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException();
    }
    try {
      return InetAddress.getByName(value.strip());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static List<String> targets(VipConfig config) {
    List<String> names = Arrays.stream(config.targets()).map(String::strip).toList();
    if (names.stream().distinct().count() != names.size()
        || !names.stream().allMatch(Pattern.compile(VipConfig.NAME).asMatchPredicate())) {
      throw new IllegalArgumentException();
    }
    return names;
  }
}
