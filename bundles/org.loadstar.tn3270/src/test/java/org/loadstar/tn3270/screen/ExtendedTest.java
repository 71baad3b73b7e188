// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtendedTest {
  private static final Map<Integer, Integer> OTHERS =
      Map.of(0x41, 0xF1, 0x42, 0xF1, 0x43, 0xF1, 0x45, 0xF1, 0x46, 0xF1, 0xC1, 5, 0xC2, 9, 0xFE, 1);

  @ParameterizedTest
  @CsvSource({
    "0x42, 0xF4, 0xF4",
    "0x42, 0xFF, 0xFF",
    "0x42, 0x04, 0",
    "0x45, 0xF1, 0xF1",
    "0x41, 0xF2, 0xF2",
    "0x41, 0xF0, 0",
    "0x41, 0x04, 0xF4",
    "0x43, 0xF1, 0xF1",
    "0x43, 0xF8, 0xF8",
    "0x43, 0x40, 0",
    "0xC1, 0xC7, 0x07",
    "0xC2, 0x4F, 0x0F",
    "0x46, 0xF0, 0xF0",
    "0x46, 0xF2, 0xF2",
    "0x46, 0xFF, 0",
    "0xFE, 0x01, 0x01",
    "0xFE, 0x02, 0",
    "0x77, 0xF1, 0"
  })
  void aValueIsKeptApartFromTheOthers(String type, String value, String kept) {
    int others = 0;
    for (int other : OTHERS.keySet()) {
      others = Extended.with(others, other, OTHERS.get(other));
    }
    int changed = Extended.with(others, Integer.decode(type), Integer.decode(value));
    assertEquals(Integer.decode(kept), Extended.value(changed, Integer.decode(type)));
    for (int other : OTHERS.keySet()) {
      if (other != Integer.decode(type)) {
        assertEquals(OTHERS.get(other), Extended.value(changed, other));
      }
    }
    assertEquals(Extended.NONE, Extended.with(changed, Extended.ALL, 0));
  }

  @Test
  void aGraphicEscapeStandsOutsideEverySet() {
    int escaped = Extended.withGraphicEscape(Extended.with(0, Extended.CHARACTER_SET, 0xF1));
    assertTrue(Extended.isGraphicEscape(escaped));
    assertEquals(0, Extended.characterSet(escaped));
    assertFalse(Extended.isGraphicEscape(Extended.withoutSet(escaped)));
  }
}
