// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.testkit.Mutations;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.screen.ScreenSize;

/** The line display, most of it by values read off s3270. */
class NvtScreenTest {
  private final Screen screen = Screen.ofModel(4);
  private final NvtScreen nvt = new NvtScreen(screen, CodePage.CP037);

  private NvtScreenTest host(String text) {
    return host(text.getBytes(StandardCharsets.UTF_8));
  }

  private NvtScreenTest host(byte[] bytes) {
    nvt.show(Unpooled.wrappedBuffer(bytes));
    screen.checkInvariants();
    return this;
  }

  private String row(int row) {
    return screen.text(row, CodePage.CP037).stripTrailing();
  }

  private void cursor(int row, int column) {
    assertEquals(
        row + "," + column,
        screen.cursor() / screen.columns() + "," + screen.cursor() % screen.columns());
  }

  @Test
  void itHasTheLargestSizeAndFollowsTheControlCharacters() {
    host("a\r\nb\rc\r\n\u0007tab\there\bH\u000bV").cursor(3, 13);
    assertEquals("43x80", screen.size().toString());
    assertEquals(List.of("a", "c", "tab     herH", "            V"), rows(4));
    host("\fnew").cursor(0, 3);
    assertEquals(List.of("new", "", ""), rows(3));
  }

  private List<String> rows(int count) {
    return IntStream.range(0, count).mapToObj(this::row).toList();
  }

  @Test
  void aLineOfEightyCharactersIsOneLine() {
    host("x".repeat(80)).cursor(0, 79);
    host("\r\nend").cursor(1, 3);
    assertEquals(List.of("x".repeat(80), "end"), rows(2));
  }

  @Test
  void aLongerLineWraps() {
    host("x".repeat(81) + "|\r\n").cursor(2, 0);
    assertEquals(List.of("x".repeat(80), "x|"), rows(2));
  }

  @Test
  void itScrollsAtItsEnd() {
    StringBuilder lines = new StringBuilder();
    IntStream.range(0, 50).forEach(i -> lines.append("line").append(i).append("\r\n"));
    host(lines.toString()).cursor(42, 0);
    assertEquals("line8", row(0));
    assertEquals("line49", row(41));
    assertEquals("", row(42));
  }

  @ParameterizedTest
  @CsvSource({
    "'\u001b[31mred\u001b[0m', red, '0,3'",
    "'\u001b]0;title\u0007after\u001b(Bx', afterx, '0,6'",
    "'abc\u001b[1;2HX', aXc, '0,2'",
    "'abc\u001b[DX\u001b[2DY', aYX, '0,2'",
    "'abc\u001b[3D\u001b[K', '', '0,0'",
    "'abc\u001b[1K', '', '0,3'",
    "'abc\u001b[2J', '', '0,3'",
    "'\u001b[99;999HX\u001b[H', '', '0,0'",
    "'a\u001b[0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0b', 'a', '0,1'",
    "'\u001b[5A\u001b[5Ca', '     a', '0,6'",
    "'\u001b\u001b[Ca', ' a', '0,2'"
  })
  void escapeSequencesAreNeverShown(String text, String row, String cursor) {
    host(text);
    assertEquals(row, row(0).replace("b", ""));
    assertEquals(cursor, screen.cursor() / 80 + "," + screen.cursor() % 80);
  }

  @Test
  void utf8IsReadHoweverItIsCutAndWhatThePageLacksIsAQuestionMark() {
    for (byte b : "\u00e9\u20ac\ud83d\ude00\u00fc|".getBytes(StandardCharsets.UTF_8)) {
      host(new byte[] {b});
    }
    assertEquals("\u00e9??\u00fc|", row(0));
    host(new byte[] {'\r', '\n', (byte) 0xC3, '(', (byte) 0xFF, (byte) 0xC0, (byte) 0x80, 'x'});
    assertFalse(row(1).isEmpty());
    assertEquals('x', row(1).charAt(row(1).length() - 1));
  }

  @Test
  void aTypedLineIsMendedAcrossTheEdgeAndSentWhole() {
    nvt.enter();
    nvt.type("y".repeat(79));
    nvt.type("12");
    cursor(1, 1);
    nvt.backspace();
    nvt.backspace();
    cursor(0, 79);
    nvt.type("z");
    assertEquals("y".repeat(79) + "z", row(0));
    assertEquals("y".repeat(79) + "z\r\n", new String(nvt.enterLine(), StandardCharsets.UTF_8));
    nvt.backspace();
    assertEquals("\r\n", new String(nvt.enterLine(), StandardCharsets.UTF_8));
  }

  @Test
  void aTypedLineHasAnEnd() {
    nvt.enter();
    for (int i = 0; i < 100; i++) {
      nvt.type("0123456789".repeat(10));
    }
    assertEquals(1024 + 2, nvt.enterLine().length);
  }

  @Test
  void anyTextLeavesAScreen() {
    byte[] text =
        ("Welcome\r\n\u001b[2J\u001b[10;10Hlogin:\u001b[K\t\b\u001b]0;t\u0007\u001b(B\u00e9\f"
                + "x".repeat(100)
                + "\u001b[5A\u001b[3B\u001b[2C\u001b[9D\u000b\r\n")
            .getBytes(StandardCharsets.UTF_8);
    Random random = new Random(Mutations.runs());
    ScreenSize small = new ScreenSize(12, 40);
    Screen screen = new Screen(small, small);
    NvtScreen nvt = new NvtScreen(screen, CodePage.CP037);
    nvt.enter();
    Mutations.run(
        "nvt",
        List.of(text),
        0,
        input -> {
          ByteBuf bytes = Unpooled.wrappedBuffer(input);
          nvt.show(bytes.readSlice(random.nextInt(input.length + 1)));
          nvt.hostEchoes(random.nextInt(4) == 0);
          nvt.type("a\t\u20ac");
          nvt.backspace();
          nvt.show(bytes);
          if (random.nextBoolean()) {
            nvt.enterLine();
          }
        });
    screen.checkInvariants();
  }
}
