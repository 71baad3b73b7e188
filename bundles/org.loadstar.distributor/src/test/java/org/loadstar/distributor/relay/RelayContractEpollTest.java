// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

/** The contract on Linux's own event loops. */
class RelayContractEpollTest extends RelayContractTest {
  @Override
  Loops loops() {
    return Loops.epoll();
  }
}
