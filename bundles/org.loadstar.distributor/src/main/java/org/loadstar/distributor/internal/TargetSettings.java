// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.PortRange;
import org.loadstar.distributor.placement.HealthRule;
import org.loadstar.distributor.placement.TargetSpec;
import org.loadstar.guard.ConfiguredValues;

/**
 * The configuration of one target, every value of it right.
 *
 * @param spec what placement has to know
 * @param check how it is found out whether it works: none, tcp, tn3270e, ftp or agent
 * @param checkText what an agent is asked, or the LU or pool that is asked for; may be empty
 * @param checkPort the port of the check; 0 for the target's own
 * @param agentPort the port of an agent that is asked besides the check; 0 for none
 * @param agentText what that agent is asked; may be empty
 * @param checkMillis between two checks
 * @param checkTimeoutMillis that a check may take
 */
record TargetSettings(
    TargetSpec spec,
    String check,
    String checkText,
    int checkPort,
    int agentPort,
    String agentText,
    int checkMillis,
    int checkTimeoutMillis) {
  static final String PID = "org.loadstar.distributor.target";
  private static final String TEXT = "[ -~]{0,200}";
  private static final String TEXT_ALLOWED = "up to 200 printable characters";
  private static final int MIN_SLICE = 16;
  private static final int MAX_SLICE = 256;
  private static final Set<String> CHECKS = Set.of("none", "tcp", "tn3270e", "ftp", "agent");
  private static final String CHECKS_ALLOWED = "none, tcp, tn3270e, ftp or agent";

  /**
   * Reads a configuration.
   *
   * @param raw the values as they were written, for the message
   * @throws IllegalArgumentException naming the PID, the key, its value and what is allowed
   */
  static TargetSettings of(TargetConfig config, Map<String, Object> raw) {
    ConfiguredValues values = new ConfiguredValues(raw);
    String check =
        values.value("check", CHECKS_ALLOWED, () -> oneOf(config.check().strip(), CHECKS));
    HealthRule health =
        new HealthRule(
            !check.equals("none") && !check.equals("agent"),
            values.number("rise", config::rise, 1, 100),
            values.number("fall", config::fall, 1, 100),
            values.number("refusals", config::refusals, 0, 10_000));
    TargetSpec spec =
        new TargetSpec(
            values.name(PID),
            values.value("address", "an address or a host name", () -> address(config.address())),
            values.number("port", config::port, 0, 65_535),
            values.number("weight", config::weight, 0, TargetSpec.MAX_WEIGHT),
            values.number("rank", config::rank, 0, 254),
            values.number("maxConnections", config::maxConnections, 0, 1_000_000),
            values
                .value(
                    "overflow",
                    "next or queue",
                    () -> oneOf(config.overflow().strip(), Set.of("next", "queue")))
                .equals("queue"),
            values.number("slowStartSeconds", config::slowStartSeconds, 0, 86_400),
            values.value("local", "true or false", config::local),
            values.number("proxyProtocol", config::proxyProtocol, 0, 2),
            slice(
                values.value("portSlice", TargetConfig.SLICE_ALLOWED, () -> checkedSlice(config))),
            health,
            values.value("drained", "true or false", config::drained));
    return new TargetSettings(
        spec,
        check,
        values.text("checkText", config::checkText, TEXT, TEXT_ALLOWED),
        values.number("checkPort", config::checkPort, 0, 65_535),
        values.number("agentPort", config::agentPort, 0, check.equals("agent") ? 0 : 65_535),
        values.text("agentText", config::agentText, TEXT, TEXT_ALLOWED),
        values.number("checkMillis", config::checkMillis, 50, 3_600_000),
        values.number("checkTimeoutMillis", config::checkTimeoutMillis, 50, 600_000));
  }

  /** Whether an agent is asked. */
  boolean hasAgent() {
    return check.equals("agent") || agentPort != 0;
  }

  private static String oneOf(String value, Set<String> allowed) {
    if (!allowed.contains(value)) {
      throw new IllegalArgumentException();
    }
    return value;
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

  private static String checkedSlice(TargetConfig config) {
    String text = config.portSlice().strip();
    PortRange slice = slice(text);
    if (slice != null && (slice.size() < MIN_SLICE || slice.size() > MAX_SLICE)) {
      throw new IllegalArgumentException();
    }
    return text;
  }

  private static @Nullable PortRange slice(String text) {
    return text.isEmpty() ? null : range(text);
  }

  /** A port or two with a hyphen between them. */
  static PortRange range(String text) {
    String[] ends = text.strip().split("-", 2);
    int first = Integer.parseInt(ends[0]);
    return new PortRange(first, ends.length == 1 ? first : Integer.parseInt(ends[1]));
  }
}
