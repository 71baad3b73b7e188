// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class IdlenessTest {
  @Test
  void itIsOverWhenNothingHasPassedForSoLong() {
    Idleness idleness = new Idleness(1_000, 50);
    assertFalse(idleness.isOver(10_999, 50, 10_000));
    assertTrue(idleness.isOver(11_000, 50, 10_000));
  }

  @Test
  void everyByteBeginsItAnew() {
    Idleness idleness = new Idleness(0, 0);
    for (int i = 1; i < 100; i++) {
      assertFalse(idleness.isOver(9_000L * i, i, 10_000));
    }
    assertFalse(idleness.isOver(9_000L * 99 + 9_999, 99, 10_000));
    assertTrue(idleness.isOver(9_000L * 99 + 10_000, 99, 10_000));
  }
}
