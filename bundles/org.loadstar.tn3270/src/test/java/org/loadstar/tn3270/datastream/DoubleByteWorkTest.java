// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.screen.ScreenSize;

/** What a host's record with double-byte characters costs, in cells looked at. */
class DoubleByteWorkTest {
  private static final int LONGEST = 64 * 1024;
  private static final int SHORT = 4 * 1024;

  private final Screen screen = new Screen(ScreenSize.MODEL_2, new ScreenSize(62, 160));

  private long looks(String begin, String again, int length) {
    StringBuilder record = new StringBuilder(begin.replace(" ", ""));
    String unit = again.replace(" ", "");
    while (record.length() + unit.length() <= 2 * length) {
      record.append(unit);
    }
    byte[] data = Hex.bytes(record.toString());
    WriteInterpreter write = new WriteInterpreter(screen, true, data, 0, data.length);
    write.apply(true);
    screen.checkInvariants();
    return write.looks();
  }

  /** A write that goes on looks at each of its cells once, however long its field is. */
  @ParameterizedTest
  @CsvSource({
    "c2, c1",
    "c2 1d40, c1",
    "c2 2902c04043f8, 458f",
    "c2 1d40 0e, 458f",
    "c2 1d40 2843f8, 458f",
    "c2 1d40 2843f8, 458f 2842f2",
    "c2 1d40, 0e 0f",
    "c2 1d40, 0e 458f 0f",
    "c2 1d40, 1c 1e",
    "c2 1d40, 08ad c1",
    "c2 1d40, 1d40 c1"
  })
  void aWriteThatGoesOnLooksAtACellOnce(String begin, String again) {
    long looks = looks(begin, again, LONGEST);
    assertTrue(looks > screen.cells(), "the record goes round the screen: " + looks);
    assertTrue(looks <= LONGEST + 2 * screen.cells(), looks + " cells");
  }

  /** An order that jumps costs a walk through the screen at most, as one that erases does. */
  @ParameterizedTest
  @CsvSource({"11 26bf c1", "11 26bf 0e 0f", "3c 0000 c1", "12 26bf c1", "05 c1"})
  void aJumpCostsOneWalkAtMost(String again) {
    long jumps = SHORT / (again.replace(" ", "").length() / 2) + 1L;
    long looks = looks("c2 1d40", again, SHORT);
    assertTrue(looks <= 2 * jumps * screen.cells(), looks + " cells");
  }
}
