// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import org.loadstar.distributor.contract.ForwardingPlaneContract;
import org.loadstar.distributor.contract.PlaneDriver;

class RelayContractTest extends ForwardingPlaneContract {
  Loops loops() {
    return Loops.nio();
  }

  @Override
  protected PlaneDriver driver() {
    return new RelayDriver(loops());
  }
}
