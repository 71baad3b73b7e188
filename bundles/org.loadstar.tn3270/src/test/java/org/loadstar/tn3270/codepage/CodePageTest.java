// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.codepage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.Charset;
import java.nio.charset.UnsupportedCharsetException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CodePageTest {
  private static final CodePage PAGE = CodePage.CP037;

  @Test
  void everyGraphicCodeIsTheCharsetsAndComesBack() {
    Charset charset = Charset.forName("IBM037");
    Set<Character> seen = new HashSet<>();
    for (int code = 0x40; code < 0xFF; code++) {
      String decoded = new String(new byte[] {(byte) code}, charset);
      assertEquals(decoded.charAt(0), PAGE.toChar(code));
      assertEquals(code, PAGE.toCode(decoded.charAt(0)));
      seen.add(PAGE.toChar(code));
    }
    assertEquals(191, seen.size());
  }

  @Test
  void codesBelow40NeverGoThroughTheCharset() {
    for (int code = 0; code < 0x40; code++) {
      assertEquals(' ', PAGE.toChar(code));
    }
    for (char control = 0; control < ' '; control++) {
      assertEquals(-1, PAGE.toCode(control));
    }
    assertEquals(-1, PAGE.toCode('\u0085'));
    assertEquals(-1, PAGE.toCode('\u009F'));
    assertEquals(' ', PAGE.toChar(0xFF));
    assertEquals(0x40, PAGE.toCode(' '));
  }

  @Test
  void whatThePageLacksIsAQuestionMark() {
    assertEquals(-1, PAGE.toCode('€'));
    assertArrayEquals(new byte[] {(byte) 0xC1, 0x6F, 0x6F, 0x5A}, PAGE.encode("A€\u001D!"));
    assertEquals("A??!", PAGE.decode(PAGE.encode("A€\n!")));
  }

  @Test
  void furtherPagesComeByName() {
    CodePage euro = CodePage.of("IBM01141", 1141, 695);
    assertEquals('€', euro.toChar(0x9F));
    assertEquals(0x9F, euro.toCode('€'));
    assertEquals(0x5A, euro.toCode('Ü'));
    assertEquals("IBM01141 1141 695", euro + " " + euro.codePageId() + " " + euro.characterSetId());
    assertThrows(UnsupportedCharsetException.class, () -> CodePage.of("IBM9999", 9999, 0));
  }

  @Test
  void aplCharactersDrawLines() {
    assertEquals("─│┌┐└┘┼", apl(0xA2, 0x85, 0xC5, 0xD5, 0xC4, 0xD4, 0xD3));
    assertEquals("   ", apl(0x00, 0x41, 0xFF));
    assertEquals('⋄', Apl.toChar((byte) 0x70));
  }

  private static String apl(int... codes) {
    StringBuilder text = new StringBuilder();
    for (int code : codes) {
      text.append(Apl.toChar(code));
    }
    return text.toString();
  }
}
