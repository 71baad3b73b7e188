// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AidTest {
  @Test
  void functionKeysHaveNumbersAndNames() {
    Set<Aid> keys = new HashSet<>();
    for (int number = 1; number <= 24; number++) {
      keys.add(Aid.pf(number));
      assertEquals(number, Aid.pf(number).pfNumber());
      assertEquals("PF" + number, Aid.pf(number).toString());
    }
    assertEquals(24, keys.size());
    assertEquals(new Aid(0x7C), Aid.pf(12));
    assertEquals(new Aid(0x4C), Aid.pf(24));
    assertThrows(IndexOutOfBoundsException.class, () -> Aid.pf(25));
    assertThrows(IndexOutOfBoundsException.class, () -> Aid.pf(0));
  }

  @Test
  void clearAndProgramAccessKeysReadShort() {
    assertTrue(Aid.CLEAR.isShortRead() && Aid.PA1.isShortRead() && Aid.PA3.isShortRead());
    assertFalse(Aid.ENTER.isShortRead() || Aid.SELECT.isShortRead());
  }

  @Test
  void unknownCodesAreKept() {
    assertEquals("0x42", new Aid(0x42).toString());
    assertEquals(0xE6, new Aid((byte) 0xE6).code());
  }
}
