// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.loadstar.api.session.CellStyle;
import org.loadstar.api.session.CellStyle.Half;
import org.loadstar.api.session.OperatorArea;
import org.loadstar.api.session.ScreenField;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.codepage.CodePages;
import org.loadstar.tn3270.datastream.HostInterpreter;
import org.loadstar.tn3270.screen.Screen;

/** What a snapshot tells of a screen. */
class SnapshotsTest {
  private static ScreenSnapshot show(CodePage codePage, String hex) {
    Screen screen = Screen.ofModel(2);
    byte[] record = HexFormat.of().parseHex(hex.replace(" ", ""));
    new HostInterpreter(screen, codePage).apply(record, 0, record.length);
    screen.checkInvariants();
    return Snapshots.of(screen, codePage, 3);
  }

  @Test
  void everyAttributeOfACell() {
    ScreenSnapshot screen =
        show(
            CodePage.CP037,
            "f5c3 2907 c060 41f2 42f4 45f1 c107 c20f 43f1 c1"
                + "2841f4 2842f6 2845f2 2846f1 c2 280000 08ad");
    assertEquals(0xE0, screen.field(0));
    assertEquals(
        new CellStyle(0xF2, 0xF4, 0xF1, 0xF1, 0, 7, 15, false, Half.NONE), screen.style(0));
    assertEquals(-1, screen.field(1));
    assertEquals(CellStyle.DEFAULT, screen.style(1));
    assertEquals(new CellStyle(0xF4, 0xF6, 0xF2, 0, 0xF1, 0, 0, false, Half.NONE), screen.style(2));
    assertTrue(screen.isGraphicEscape(3));
    assertEquals(0, screen.characterSet(3));
    assertEquals(0xAD, screen.code(3));
    assertEquals(new OperatorArea("", false, 3), screen.operatorArea());
    assertTrue(!screen.isUnlocked(), "something typed ahead waits");
  }

  @Test
  void doubleByteCharactersStandOnceAndTheirHalvesAreTold() {
    ScreenSnapshot screen =
        show(CodePages.named("930").orElseThrow(), "f5c3 1d60 0e 4562 0f c1 1d40");
    assertEquals(Half.LEFT, screen.style(2).half());
    assertEquals(Half.RIGHT, screen.style(3).half());
    assertEquals(79, screen.row(0).length());
    int letter = screen.row(0).indexOf(screen.textAt(0, 5, 1));
    assertEquals(4, letter);
    assertEquals(List.of(5), screen.positionsOf(screen.textAt(0, 5, 1)));
    assertTrue(screen.showsAt(0, 2, screen.textAt(0, 2, 2)));
    assertEquals(1, screen.textAt(0, 2, 2).length());
  }

  @Test
  void aFieldMayWrapRoundTheScreenAndLabelsMayComeTwice() {
    ScreenSnapshot screen =
        show(
            CodePage.CP037,
            "f5c3 c1c2 1d60 c1d5 1d40 c5c5 1d60 c1d5 1d40 c6c6 1d60 11 5d7e 1d40 c3");
    assertEquals(new ScreenField(23, 79, 3, 0xC0, "CAB"), screen.fieldAt(0, 1).orElseThrow());
    assertEquals(
        List.of("EE", "FF"), screen.fieldsLabelled("AN").stream().map(ScreenField::text).toList());
  }
}
