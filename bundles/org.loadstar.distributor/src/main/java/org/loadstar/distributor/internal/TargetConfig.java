// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.internal;

import org.loadstar.metatype.Syntax;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** What can be configured of a target. */
@ObjectClassDefinition(
    name = "Loadstar distribution target",
    description = "A server that distributed addresses send connections to.")
public @interface TargetConfig {
  /** The syntax of a slice. */
  String SLICE = "([0-9]{1,5}-[0-9]{1,5})?";

  /** What that allows, in words. */
  String SLICE_ALLOWED = "16 to 256 ports such as 30000-30255, or nothing";

  /** Address. */
  @AttributeDefinition(name = "Address", description = "The target's address or host name.")
  String address() default "127.0.0.1";

  /** Port. */
  @AttributeDefinition(
      name = "Port",
      description = "Its port; 0 for the one that the client asked for.",
      min = "0",
      max = "65535")
  int port() default 0;

  /** Local. */
  @AttributeDefinition(name = "Local", description = "Whether it is the distributing host itself.")
  boolean local() default false;

  /** Weight. */
  @AttributeDefinition(
      name = "Weight",
      description = "How much it gets beside the others; 0 for nothing.",
      min = "0",
      max = "1000000")
  int weight() default 10;

  /** Rank. */
  @AttributeDefinition(
      name = "Rank",
      description = "HOTSTANDBY: the greatest is preferred.",
      min = "0",
      max = "254")
  int rank() default 1;

  /** Connections. */
  @AttributeDefinition(
      name = "Connections",
      description = "Most connections at a time; 0 for no limit.",
      min = "0",
      max = "1000000")
  int maxConnections() default 0;

  /** Overflow. */
  @AttributeDefinition(
      name = "Overflow",
      description = "Whether a connection over the limit waits for a place or goes to the next.",
      options = {@Option("next"), @Option("queue")})
  String overflow() default "next";

  /** PROXY protocol. */
  @AttributeDefinition(
      name = "PROXY protocol",
      description = "The version by which it is told the client's address; 0 for none.",
      min = "0",
      max = "2")
  int proxyProtocol() default 0;

  /** Slice. */
  @AttributeDefinition(
      name = "Port slice",
      description =
          "Ports of the distributed address that belong to this target: its passive ports for"
              + " encrypted FTP. Targets of one address must not share any.")
  @Syntax(value = SLICE, allowed = SLICE_ALLOWED)
  String portSlice() default "";

  /** Check. */
  @AttributeDefinition(
      name = "Health check",
      description = "How it is found out whether it works.",
      options = {
        @Option("none"),
        @Option("tcp"),
        @Option("tn3270e"),
        @Option("ftp"),
        @Option("agent")
      })
  String check() default "tcp";

  /** Check text. */
  @AttributeDefinition(
      name = "Check text",
      description = "agent: what it is asked; tn3270e: the LU or pool to ask for; may be empty.")
  String checkText() default "";

  /** Check port. */
  @AttributeDefinition(
      name = "Check port",
      description = "The port of the check; 0 for the target's own.",
      min = "0",
      max = "65535")
  int checkPort() default 0;

  /** Agent port. */
  @AttributeDefinition(
      name = "Agent port",
      description =
          "The port of an agent (HAProxy's agent-check) that tells the weight while the check"
              + " tells whether the service works; 0 for none. Not with the check agent.",
      min = "0",
      max = "65535")
  int agentPort() default 0;

  /** Agent text. */
  @AttributeDefinition(name = "Agent text", description = "What the agent is asked; may be empty.")
  String agentText() default "";

  /** Interval. */
  @AttributeDefinition(
      name = "Check interval",
      description = "Milliseconds between two checks.",
      min = "50",
      max = "3600000")
  int checkMillis() default 5_000;

  /** Time-out. */
  @AttributeDefinition(
      name = "Check time-out",
      description = "Milliseconds that a check may take.",
      min = "50",
      max = "600000")
  int checkTimeoutMillis() default 2_000;

  /** Rise. */
  @AttributeDefinition(
      name = "Rise",
      description = "Checks in a row that must pass before a target that was down is up.",
      min = "1",
      max = "100")
  int rise() default 1;

  /** Fall. */
  @AttributeDefinition(
      name = "Fall",
      description = "Checks in a row that must fail before a target is down.",
      min = "1",
      max = "100")
  int fall() default 3;

  /** Refusals. */
  @AttributeDefinition(
      name = "Refusals",
      description = "Connections in a row that it refuses before it is down; 0 for any number.",
      min = "0",
      max = "10000")
  int refusals() default 5;

  /** Drained. */
  @AttributeDefinition(
      name = "Drained",
      description = "Whether it gets no new connection; the commands drain and resume write it.")
  boolean drained() default false;

  /** Slow start. */
  @AttributeDefinition(
      name = "Slow start",
      description = "Seconds in which its weight grows after it has come up; 0 for at once.",
      min = "0",
      max = "86400")
  int slowStartSeconds() default 0;
}
