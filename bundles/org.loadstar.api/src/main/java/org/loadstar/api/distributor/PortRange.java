// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

/**
 * Ports from one to another.
 *
 * @param first the first, 1 to 65535
 * @param last the last, not below the first
 */
public record PortRange(int first, int last) {
  public PortRange {
    ConnectionKey.requirePort(first);
    ConnectionKey.requirePort(last);
    if (last < first) {
      throw new IllegalArgumentException("ports " + first + " to " + last);
    }
  }

  /** Whether the port is one of them. */
  public boolean contains(int port) {
    return first <= port && port <= last;
  }

  /** How many there are. */
  public int size() {
    return last - first + 1;
  }

  @Override
  public String toString() {
    return first == last ? String.valueOf(first) : first + "-" + last;
  }
}
