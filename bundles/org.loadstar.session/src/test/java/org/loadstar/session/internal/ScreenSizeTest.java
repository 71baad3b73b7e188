// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.Session;
import org.loadstar.session.internal.profile.DeviceModel;
import org.loadstar.session.internal.profile.ProfileReader;

/** The size of a screen follows from the device type. */
class ScreenSizeTest {
  @ParameterizedTest
  @CsvSource({
    "IBM-3278-3-E, 32x80, IBM-3278-3-E, 3270003",
    "IBM-3279-5, 27x132, IBM-3279-5, 3270005",
    "IBM-DYNAMIC-62x160, 62x160, IBM-DYNAMIC, ''",
    "IBM-DYNAMIC-24x80, 24x80, IBM-DYNAMIC, ''"
  })
  void aDeviceTypeTellsIt(String type, String size, String told, String template) {
    assertEquals(size, String.valueOf(DeviceModel.largest(type)));
    assertEquals(told, DeviceModel.told(type));
    assertEquals(template, DeviceModel.templateType(type));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"IBM-DYNAMIC", "IBM-DYNAMIC-20x80", "IBM-DYNAMIC-160x160", "IBM-3278-2-62x160"})
  void aSizeThatCannotBeIsRefused(String type) {
    IllegalArgumentException wrong =
        assertThrows(
            IllegalArgumentException.class,
            () -> ProfileReader.read("p", Map.of("deviceType", type)));
    assertTrue(
        String.valueOf(wrong.getMessage()).contains("IBM-DYNAMIC-ROWSxCOLUMNS of 24x80 to"),
        wrong.getMessage());
  }

  @Test
  void aDynamicTerminalHasTheSizeOfItsProfile() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.send("ff fd 18");
                  peer.expect("ff fb 18");
                  peer.send("ff fa 18 01 ff f0");
                  peer.expect("ff fa 18 00 \"IBM-DYNAMIC\" ff f0");
                  peer.send("ff fd 19 ff fb 19 ff fd 00 ff fb 00");
                  peer.expect("ff fb 19 ff fd 19 ff fb 00 ff fd 00");
                  // The last cell, in an address of 14 bits.
                  peer.send("7e c3 11 26 bf 'Z' ff ef");
                  peer.stay();
                })) {
      Session session =
          world.open(World.to(host).with(change -> change.deviceType("IBM-DYNAMIC-62x160")));
      ScreenSnapshot screen =
          session
              .await(shown -> shown.shows("Z"), Duration.ofSeconds(10))
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
      assertEquals(62, screen.rows());
      assertEquals(160, screen.columns());
      assertEquals(" ".repeat(159) + "Z", screen.row(61));
    }
  }
}
