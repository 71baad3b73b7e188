// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.tn3270.codepage.CodePage;

/** Text on its way, byte by byte as s3270 sends and stores it (code page 037). */
class HostTextTest {
  private static byte[] sent(String text, boolean lines) throws IOException {
    try (HostTextInput in = new HostTextInput(new StringReader(text), CodePage.CP037, lines)) {
      return in.readAllBytes();
    }
  }

  private static String stored(byte[] sent, boolean lines) throws IOException {
    StringWriter text = new StringWriter();
    try (HostTextOutput out = new HostTextOutput(text, CodePage.CP037, lines)) {
      out.write(sent);
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "true, 610d0a620d0a631a09640d0a0d0a65",
    "false, 610a620d0a631a09640a0a65",
  })
  void lineEndsAreSent(boolean lines, String bytes) throws IOException {
    assertEquals(bytes, HexFormat.of().formatHex(sent("a\nb\r\nc\u001a\td\n\ne", lines)));
  }

  @Test
  void lineEndsAreStored() throws IOException {
    byte[] sent = HexFormat.of().parseHex("610d" + "0a620d630a1a" + "640d0a1a");
    assertEquals("a\nbc\nd\n", stored(sent, true));
    assertEquals("a\r\nb\rc\n\u001ad\r\n\u001a", stored(sent, false));
  }

  /** The host's table is not Latin-1: what it makes the right code of differs in half the set. */
  @Test
  void aCharacterIsSentAsTheHostTranslatesIt() throws IOException {
    assertEquals(
        "5b7c215ed5e5", HexFormat.of().formatHex(sent("\u00a2\u00a6!\u00ac\u00dd\u00a8", true)));
    assertEquals("615f9f30", HexFormat.of().formatHex(sent("a_\u00f70", true)));
  }

  @Test
  void everyByteIsOneCharacterAndComesBack() throws IOException {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    String text = stored(all, false);
    assertEquals(256, text.chars().distinct().count());
    assertArrayEquals(all, sent(text, false));
  }

  @Test
  void whatTheCodePageLacksIsCounted() throws IOException {
    try (HostTextInput in =
        new HostTextInput(new StringReader("10 \u20ac \u4e2d"), CodePage.CP037, true)) {
      assertEquals("3130203f203f", HexFormat.of().formatHex(in.readAllBytes()));
      assertEquals(2, in.substituted());
    }
  }
}
