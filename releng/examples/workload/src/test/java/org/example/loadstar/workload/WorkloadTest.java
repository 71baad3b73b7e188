// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.loadstar.api.distributor.TargetStatus;

class WorkloadTest {
  private final Workload workload = new Workload();

  @Test
  void tellsWhatWasTypedOfTheTargetsThatThereAre() {
    TargetStatus any =
        new TargetStatus(InetAddress.getLoopbackAddress(), 21, false, true, 100, 0, 5);
    workload.weights("server1=0", "server2=10");
    assertEquals(
        Map.of("server2", 10), workload.weights("ftp", Map.of("server2", any, "server3", any)));
    assertEquals(Map.of("server1", 7, "server2", 10), workload.weights("server1=7"));
  }

  @Test
  void nonsenseIsRefused() {
    for (String wrong : new String[] {"server1", "server1=", "server1=-1", "server1=1000000"}) {
      assertThrows(IllegalArgumentException.class, () -> workload.weights(wrong), wrong);
    }
  }
}
