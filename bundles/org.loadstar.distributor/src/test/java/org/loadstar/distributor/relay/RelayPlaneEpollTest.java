// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

/** The relay on Linux's own event loops. */
class RelayPlaneEpollTest extends RelayPlaneTest {
  @Override
  Loops loops() {
    return Loops.epoll();
  }
}
