// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * A check of a target.
 *
 * @param kind how
 * @param address where, resolved
 * @param text AGENT: what the agent is asked; TN3270E: the LU or pool to ask for; else unused. May
 *     be empty
 * @param interval from the end of one check to the next, a tenth more or less by lot
 * @param timeout how long a check may take
 * @param proxyProtocol the version of the PROXY protocol that the target wants first, or 0 for none
 */
public record CheckSpec(
    CheckKind kind,
    InetSocketAddress address,
    String text,
    Duration interval,
    Duration timeout,
    int proxyProtocol) {
  public CheckSpec {
    if (address.isUnresolved() || address.getPort() == 0) {
      throw new IllegalArgumentException("a check needs an address and a port, not " + address);
    }
    if (interval.isNegative() || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("interval " + interval + ", time-out " + timeout);
    }
  }

  Exchange exchange() {
    return switch (kind) {
      case TCP -> new TcpExchange();
      case TN3270E -> new Tn3270eExchange(text);
      case FTP -> new FtpExchange();
      case AGENT -> new AgentExchange(text);
    };
  }
}
