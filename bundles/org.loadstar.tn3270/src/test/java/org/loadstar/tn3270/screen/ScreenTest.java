// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.loadstar.tn3270.codepage.CodePage;

class ScreenTest {
  private static final byte[] SECRET = "CANARY".getBytes(Charset.forName("IBM037"));

  private final Screen screen = Screen.ofModel(4);

  @Test
  void aNewScreenIsEmptyLockedAndOfTheAlternateSize() {
    assertEquals("Screen[43x80, cursor 0, NOT_READY, fields 0]", screen.toString());
    assertEquals(3440, screen.cells());
    assertTrue(screen.isAlternate());
    assertFalse(screen.isFormatted());
    screen.checkInvariants();
  }

  @Test
  void sizesAreOfTheModelOrOfTheBind() {
    screen.erase(false);
    assertEquals("24x80", screen.size().toString());
    screen.setLock(KeyboardLock.UNLOCKED);
    screen.resize(ScreenSize.MODEL_3, ScreenSize.MODEL_5);
    assertEquals("27x132", screen.size().toString());
    assertEquals(KeyboardLock.NOT_READY, screen.lock());
    screen.erase(false);
    assertEquals("32x80", screen.size().toString());
    screen.checkInvariants();
    assertThrows(IllegalArgumentException.class, () -> new ScreenSize(200, 100));
    assertThrows(IllegalArgumentException.class, () -> new ScreenSize(0, 80));
    assertThrows(IllegalArgumentException.class, () -> ScreenSize.ofModel(6));
  }

  @Test
  void fieldsReachToTheNextAttributeAndWrap() {
    screen.putField(10, FieldAttribute.PROTECTED | FieldAttribute.NON_DISPLAY, Extended.NONE);
    screen.putField(20, FieldAttribute.NUMERIC | FieldAttribute.MODIFIED, Extended.NONE);
    screen.putField(21, FieldAttribute.INTENSIFIED, Extended.NONE);
    List<Field> fields = screen.fields();
    assertEquals(List.of(11, 21, 22), fields.stream().map(Field::start).toList());
    assertEquals(List.of(9, 0, 3428), fields.stream().map(Field::length).toList());
    assertTrue(fields.get(0).isProtected() && fields.get(0).isNonDisplay());
    assertTrue(fields.get(1).isNumeric() && fields.get(1).isModified());
    assertTrue(fields.get(2).isIntensified() && !fields.get(2).isProtected());
    assertEquals(21, screen.fieldAt(5), "round the end");
    assertEquals(10, screen.fieldAt(10));
    assertEquals(10, screen.nextField(30));
    assertEquals(22, screen.nextUnprotected(3), "the one at 20 has no position");
    screen.put(21, 0x40, Extended.NONE);
    assertEquals(2, screen.fields().size());
    screen.checkInvariants();
  }

  @Test
  void aFieldThatEndsAtTheLastCellStartsAtZero() {
    screen.putField(3439, 0, Extended.NONE);
    assertEquals(List.of(new Field(0, 3439, 0xC0)), screen.fields());
    assertEquals(0, screen.nextUnprotected(7));
  }

  @Test
  void anUnformattedScreenHasNoFields() {
    assertEquals(-1, screen.fieldAt(0));
    assertEquals(-1, screen.nextField(0));
    assertEquals(0, screen.attributeAt(7));
    assertEquals(0, screen.nextUnprotected(7));
    assertEquals(List.of(), screen.fields());
    screen.setModified(0, true);
    screen.checkInvariants();
  }

  @Test
  void theGenerationGrowsWithEveryChangeAndOnlyThen() {
    long before = screen.generation();
    assertEquals(before, screen.generation());
    screen.put(5, 0xC1, Extended.NONE);
    long after = screen.generation();
    assertNotEquals(before, after);
    screen.moveCursor(7);
    assertTrue(screen.generation() > after);
    after = screen.generation();
    screen.setLock(KeyboardLock.WAIT);
    assertTrue(screen.generation() > after);
  }

  @Test
  void writtenRowsAreDirtyOnce() {
    assertEquals("{}", screen.takeDirtyRows().toString());
    screen.put(0, 0xC1, Extended.NONE);
    screen.put(79, 0xC1, Extended.NONE);
    screen.put(80, 0xC1, Extended.NONE);
    screen.putText(239, new byte[82], 0, 82, Extended.NONE);
    screen.fill(3430, 10, 0x5C, Extended.NONE);
    assertEquals("{0, 1, 2, 3, 4, 42}", screen.takeDirtyRows().toString());
    screen.put(1, 0xC1, Extended.NONE);
    assertEquals("{0}", screen.takeDirtyRows().toString());
    assertEquals("{}", screen.takeDirtyRows().toString());
    screen.erase(false);
    assertEquals(24, screen.takeDirtyRows().cardinality());
  }

  @Test
  void textHidesNonDisplayFieldsAttributesAndNulls() {
    screen.putField(0, FieldAttribute.PROTECTED, Extended.NONE);
    screen.putText(1, SECRET, 0, 3, Extended.NONE);
    screen.putField(6, FieldAttribute.NON_DISPLAY, Extended.NONE);
    screen.putText(7, SECRET, 0, 6, Extended.NONE);
    screen.putField(14, FieldAttribute.PROTECTED, Extended.NONE);
    screen.put(15, 0xA2, Extended.withGraphicEscape(Extended.NONE));
    assertEquals(" CAN           ─", screen.text(0, CodePage.CP037).stripTrailing());
    assertEquals(80, screen.text(42, CodePage.CP037).length());
    screen.putField(3439, FieldAttribute.NON_DISPLAY, Extended.NONE);
    screen.put(0, 0xC1, Extended.NONE);
    assertEquals("", screen.text(0, CodePage.CP037).substring(0, 5).strip(), "round the end");
  }

  @Test
  void theDumpOfANonDisplayFieldIsMaskedUnlessAskedFor() {
    screen.putField(0, FieldAttribute.NON_DISPLAY, Extended.NONE);
    screen.putText(1, SECRET, 0, 2, Extended.NONE);
    screen.put(3, 0xAD, Extended.withGraphicEscape(Extended.NONE));
    screen.putField(5, FieldAttribute.PROTECTED, Extended.with(Extended.NONE, 0x42, 0xF4));
    screen.putText(6, SECRET, 0, 1, Extended.with(Extended.NONE, 0x41, 0xF2));
    assertTrue(
        BufferDump.exact(screen)
            .get(0)
            .startsWith("SF(c0=cc) c3 c1 GE(ad) 00 SF(c0=e0,42=f4) SA(41=f2) c3 SA(41=f0) 00 00"));
    assertTrue(
        BufferDump.masked(screen)
            .get(0)
            .startsWith("SF(c0=cc) 5c 5c GE(5c) 00 SF(c0=e0,42=f4) SA(41=f2) c3 SA(41=f0) 00 00"));
    assertEquals(43, BufferDump.masked(screen).size());
    assertFalse(screen.toString().contains("CAN"));
  }

  @Test
  void theCursorStaysOnTheScreen() {
    assertThrows(IndexOutOfBoundsException.class, () -> screen.moveCursor(3440));
    assertThrows(IndexOutOfBoundsException.class, () -> screen.moveCursor(-1));
  }

  @Test
  void locksHaveTheTextsThatOperatorsKnow() {
    assertEquals("X SYSTEM", KeyboardLock.SYSTEM.text());
    assertTrue(KeyboardLock.PROTECTED.isOperatorError());
    assertTrue(KeyboardLock.OVERFLOW.isOperatorError());
    assertFalse(KeyboardLock.WAIT.isOperatorError());
    assertFalse(KeyboardLock.INHIBITED.isOperatorError());
  }
}
