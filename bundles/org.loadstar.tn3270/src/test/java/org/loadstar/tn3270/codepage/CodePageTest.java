// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.codepage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
      // What a display has a sign for: DUP, field mark, substitute.
      char shown = code == 0x1C ? '*' : code == 0x1E ? ';' : code == 0x3F ? '■' : ' ';
      assertEquals(shown, PAGE.toChar(code));
    }
    for (char control = 0; control < ' '; control++) {
      assertEquals(-1, PAGE.toCode(control));
    }
    assertEquals(-1, PAGE.toCode('\u0085'));
    assertEquals(-1, PAGE.toCode('\u009F'));
    assertEquals('●', PAGE.toChar(0xFF), "eight ones");
    assertEquals(0x40, PAGE.toCode(' '));
  }

  @Test
  void whatThePageLacksIsAQuestionMark() {
    assertEquals(-1, PAGE.toCode('€'));
    assertArrayEquals(new byte[] {(byte) 0xC1, 0x6F, 0x6F, 0x5A}, PAGE.encode("A€\u001D!"));
    assertEquals("A??!", PAGE.decode(PAGE.encode("A€\n!")));
  }

  @Test
  void pagesComeByTheNamesThatPeopleUse() {
    CodePage euro = CodePages.named("1141").orElseThrow();
    assertEquals('€', euro.toChar(0x9F));
    assertEquals(0x9F, euro.toCode('€'));
    assertEquals(0x5A, euro.toCode('Ü'));
    assertEquals("1141 1141 695", euro + " " + euro.codePageId() + " " + euro.characterSetId());
    for (String name : List.of("cp1141", "IBM1141", "ibm-1141", "IBM01141", " German-Euro ")) {
      assertSame(euro, CodePages.named(name).orElseThrow(), name);
    }
    for (String name : List.of("037", "37", "cp037", "CP37", "IBM037", "us", "us-intl")) {
      assertSame(PAGE, CodePages.named(name).orElseThrow(), name);
    }
    for (String name : List.of("", "cp", "9999", "1O47", "UTF-8", "ISO8859-1", "-", "x-IBM930")) {
      assertEquals(Optional.empty(), CodePages.named(name), name);
    }
    assertEquals(46, CodePages.names().size());
  }

  @ParameterizedTest
  @MethodSource("names")
  void noPageGivesAnOrderForAnyText(String name) {
    CodePage page = CodePages.named(name).orElseThrow();
    assertEquals('?', page.toChar(0x6F));
    int known = 0;
    for (int character = 0; character <= Character.MAX_VALUE; character++) {
      int code = page.toCode((char) character);
      assertTrue(code == -1 || (code >= 0x40 && code < 0xFF), "code " + code);
      if (code != -1) {
        known++;
        assertEquals((char) character, page.toChar(code));
      }
    }
    assertTrue(known >= 85, "characters: " + known);
    for (char basic = 'A'; basic <= 'Z'; basic++) {
      assertTrue(page.toCode(basic) > 0 && page.toCode((char) ('0' + basic % 10)) >= 0xF0);
    }
  }

  private static List<String> names() {
    return CodePages.names();
  }

  @ParameterizedTest
  @ValueSource(strings = {"930", "933", "935", "937", "939", "1364"})
  void doubleByteCharactersAreTheCharsets(String name) {
    CodePage page = CodePages.named(name).orElseThrow();
    DoubleByteSet pairs = page.doubleByte();
    assertNotNull(pairs);
    Charset charset = Charset.forName("x-IBM" + name);
    int known = 0;
    for (int character = 0; character <= Character.MAX_VALUE; character++) {
      int code = pairs.toCode((char) character);
      if (code != -1) {
        known++;
        assertTrue(DoubleByteSet.isPair(code >> 8, code & 0xFF), Integer.toHexString(code));
        assertEquals((char) character, pairs.toChar(code));
        byte[] shifted = {0x0E, (byte) (code >> 8), (byte) code, 0x0F};
        assertEquals(String.valueOf((char) character), new String(shifted, charset));
      }
    }
    assertTrue(known > 9000, "characters: " + known);
    assertEquals('\u3000', pairs.toChar(0x4040));
    assertEquals('\u3000', pairs.toChar(0x40C1));
    assertEquals('\u3000', pairs.toChar(0x0000));
    assertEquals(-1, pairs.toCode('A'));
  }

  @Test
  void mixedTextIsShiftedOutAndIn() {
    CodePage page = CodePages.named("930").orElseThrow();
    byte[] encoded = page.encode("AI 国内7€国");
    assertEquals("c1c9400e458f458e0ff76f0e458f0f", HexFormat.of().formatHex(encoded));
    assertEquals("AI 国内7?国", page.decode(encoded));
    assertEquals("AI 国内7?国", new String(encoded, Charset.forName("x-IBM930")));
    byte[] broken = HexFormat.of().parseHex("0e458f450fc10e45");
    assertEquals("国" + page.toChar(0x45) + "A" + page.toChar(0x45), page.decode(broken));
    assertEquals("A B", PAGE.decode(HexFormat.of().parseHex("c10ec2")), "no shifts in 037");
  }

  @Test
  void aPageIsMadeOfPlainText() {
    String characters = " ABC\uFFFDA" + "\u0001".repeat(186);
    CodePage page =
        CodePage.of("acme", 4711, 815, characters)
            .withDoubleByte(4712, 816, first -> first == 0x42 ? "\uFFFD国内国" : "");
    assertEquals("acme 4711 815", page + " " + page.codePageId() + " " + page.characterSetId());
    assertEquals(0x41, page.toCode('A'), "the lower of two");
    assertEquals('A', page.toChar(0x45));
    assertEquals(-1, page.toCode('\uFFFD'));
    DoubleByteSet pairs = page.doubleByte();
    assertNotNull(pairs);
    assertEquals(0x4242, pairs.toCode('国'));
    assertEquals("内", "" + pairs.toChar(0x4243));
    assertEquals("4712 816", pairs.codePageId() + " " + pairs.characterSetId());
    assertThrows(IllegalArgumentException.class, () -> CodePage.of("acme", 1, 1, "A"));
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
