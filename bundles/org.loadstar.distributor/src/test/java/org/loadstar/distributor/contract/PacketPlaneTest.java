// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.contract;

class PacketPlaneTest extends ForwardingPlaneContract {
  @Override
  protected PlaneDriver driver() {
    return new PacketDriver();
  }
}
