// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.internal;

import org.loadstar.metatype.Syntax;
import org.loadstar.metatype.Syntaxes;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** What can be configured of a distributed address. */
@ObjectClassDefinition(
    name = "Loadstar distributed address",
    description = "One address for many targets, and how its connections are spread over them.")
public @interface VipConfig {
  /** The syntax of ports. */
  String PORTS = "[0-9]{1,5}(-[0-9]{1,5})?";

  /** What that allows, in words. */
  String PORTS_ALLOWED = "a port such as 21, or ports such as 8000-8010";

  /** The syntax of names. */
  String NAME = "[A-Za-z0-9._-]{1,64}";

  /** What that allows, in words. */
  String NAME_ALLOWED = "a name of letters, digits, dot, hyphen and underscore";

  /** Address. */
  @AttributeDefinition(
      name = "Address",
      description = "The distributed address: one of this machine's own.")
  @Syntax(value = Syntaxes.ADDRESS, allowed = Syntaxes.ADDRESS_ALLOWED)
  String address() default "127.0.0.1";

  /** Ports. */
  @AttributeDefinition(
      name = "Ports",
      description = "The ports that are distributed; for FTP that of the control connection only.")
  @Syntax(value = PORTS, allowed = PORTS_ALLOWED)
  String[] ports() default {};

  /** Targets. */
  @AttributeDefinition(
      name = "Targets",
      description = "The NAMEs of configurations org.loadstar.distributor.target~NAME.")
  @Syntax(value = NAME, allowed = NAME_ALLOWED)
  String[] targets() default {};

  /** Method. */
  @AttributeDefinition(
      name = "Method",
      description = "How new connections are spread.",
      options = {
        @Option("BASEWLM"),
        @Option("ROUNDROBIN"),
        @Option("WEIGHTEDACTIVE"),
        @Option("HOTSTANDBY"),
        @Option("TARGCONTROLLED"),
        @Option("LEASTCONNECTIONS")
      })
  String method() default "BASEWLM";

  /** Weights. */
  @AttributeDefinition(
      name = "Weights",
      description =
          "The name of the TargetWeights service whose weights hold, for example slp; empty for the"
              + " configured ones.")
  String weights() default "";

  /** Affinity. */
  @AttributeDefinition(
      name = "Affinity",
      description =
          "Seconds after its last connection that a client goes to the same target; 0 for none.",
      min = "0",
      max = "2592000")
  int affinitySeconds() default 0;

  /** Local first. */
  @AttributeDefinition(
      name = "Local first",
      description = "Whether connections that come from a target's own address go to that target.")
  boolean optLocal() default false;

  /** Switch back. */
  @AttributeDefinition(
      name = "Switch back",
      description = "HOTSTANDBY: whether the preferred target gets connections as soon as it can.")
  boolean autoSwitchBack() default true;

  /** Health switch. */
  @AttributeDefinition(
      name = "Health switch",
      description = "HOTSTANDBY: whether a target that does not take connections loses its place.")
  boolean healthSwitch() default true;

  /** FTP. */
  @AttributeDefinition(
      name = "FTP",
      description =
          "Whether these are FTP control connections, whose data connections go to their owner.")
  boolean ftp() default false;

  /** Helper. */
  @AttributeDefinition(
      name = "Helper",
      description = "The name of a FlowHelper service for another protocol; empty for none.")
  String helper() default "";

  /** Plane. */
  @AttributeDefinition(
      name = "Plane",
      description = "The name of the ForwardingPlane service that carries the connections.")
  @Syntax(value = NAME, allowed = NAME_ALLOWED)
  String plane() default "relay";

  /** Drain time. */
  @AttributeDefinition(
      name = "Drain time",
      description =
          "Seconds that connections of a target may go on when it has left the targets; 0 for ever.",
      min = "0",
      max = "604800")
  int drainSeconds() default 0;

  /** Connections. */
  @AttributeDefinition(
      name = "Connections",
      description = "Most connections at a time.",
      min = "1",
      max = "1000000")
  int maxConnections() default 100_000;

  /** Half-open. */
  @AttributeDefinition(
      name = "Half-open connections",
      description = "Most connections at a time whose target has not answered yet.",
      min = "1",
      max = "1000000")
  int maxHalfOpen() default 1_000;

  /** Of a client. */
  @AttributeDefinition(
      name = "Connections of a client",
      description = "Most connections at a time of one client address.",
      min = "1",
      max = "1000000")
  int maxPerSource() default 10_000;

  /** Rate. */
  @AttributeDefinition(
      name = "Accepts per second",
      description = "Most new connections in a second.",
      min = "1",
      max = "1000000")
  int acceptsPerSecond() default 100_000;

  /** Connect time-out. */
  @AttributeDefinition(
      name = "Connect time-out",
      description = "Milliseconds that a connection may wait for its target.",
      min = "10",
      max = "600000")
  int connectMillis() default 5_000;

  /** Idle time-out. */
  @AttributeDefinition(
      name = "Idle time-out",
      description =
          "Seconds that nothing may pass over an established connection before it is ended; 0 for"
              + " any time. 3270 sessions are silent for hours.",
      min = "0",
      max = "2592000")
  int idleSeconds() default 0;
}
