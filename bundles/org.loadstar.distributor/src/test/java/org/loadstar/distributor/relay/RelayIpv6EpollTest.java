// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

/** A distributed IPv6 address on Linux's own event loops. */
class RelayIpv6EpollTest extends RelayIpv6Test {
  @Override
  Loops loops() {
    return Loops.epoll();
  }
}
