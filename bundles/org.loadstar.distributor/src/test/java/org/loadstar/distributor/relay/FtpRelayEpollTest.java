// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

/** FTP on Linux's own event loops. */
class FtpRelayEpollTest extends FtpRelayTest {
  @Override
  Loops loops() {
    return Loops.epoll();
  }
}
