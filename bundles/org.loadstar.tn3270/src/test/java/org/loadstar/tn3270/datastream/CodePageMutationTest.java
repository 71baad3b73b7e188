// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.loadstar.testkit.Mutations;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.codepage.CodePages;
import org.loadstar.tn3270.screen.DoubleByte;
import org.loadstar.tn3270.screen.Extended;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.screen.ScreenSize;

/** Mutated text in every code page, and mutated writes with double-byte characters. */
class CodePageMutationTest {
  private static final List<CodePage> PAGES =
      CodePages.names().stream().map(name -> CodePages.named(name).orElseThrow()).toList();

  private static List<byte[]> corpus(String... records) {
    return Stream.of(records).map(Hex::bytes).toList();
  }

  @Test
  void textIsReadAndNeverBecomesAnOrder() {
    int[] pairs = new int[1];
    Mutations.run(
        "code pages",
        corpus(
            "00 c1c2c3 40 81 ff 1c 1e 3f 00",
            "28 0e 458f 4366 0f c1 0e 4365 0f",
            "2a 0e 8a82 a3a5 0f 0e0f",
            "2b 0e 4040 fefe 41 0f",
            "2c 4041 5a5b"),
        1,
        input -> {
          CodePage page = PAGES.get(input.length == 0 ? 0 : (input[0] & 0xFF) % PAGES.size());
          String text = page.decode(input);
          assertTrue(text.length() <= input.length);
          byte[] encoded = page.encode(text);
          pairs[0] += encoded.length > text.length() ? 1 : 0;
          assertTextOnly(page, encoded);
          assertEquals(page.decode(encoded), page.decode(page.encode(page.decode(encoded))));
        });
    assertTrue(pairs[0] > Mutations.runs() / 20, "with double-byte characters: " + pairs[0]);
  }

  /** Graphic codes, and shifts by turns, the last one back. */
  private static void assertTextOnly(CodePage page, byte[] encoded) {
    boolean shifted = false;
    for (byte octet : encoded) {
      if (octet == DoubleByte.SO || octet == DoubleByte.SI) {
        assertTrue(page.doubleByte() != null, page + " shifts");
        assertEquals(shifted, octet == DoubleByte.SI);
        shifted = !shifted;
      } else {
        assertTrue((octet & 0xFF) >= 0x40 && octet != (byte) 0xFF, "code " + octet);
      }
    }
    assertTrue(!shifted);
  }

  @Test
  void theScreenHasWholeCharactersWhateverTheHostWrites() {
    ScreenSize size = new ScreenSize(4, 20);
    Screen screen = new Screen(size, size);
    CodePage page = CodePages.named("930").orElseThrow();
    HostInterpreter interpreter = new HostInterpreter(screen, page);
    int[] counts = new int[3];
    Mutations.run(
        "double-byte writes",
        corpus(
            "f5c2 1d40 0e 458f 4366 4365 0f c1 1d60 c2",
            "f1c2 110005 2843f8 458f 4366 284300 c1 0e 4365 0f",
            "f1c2 110002 2902c04043f8 458f 0000 4366 1d60",
            "f1c2 110003 0e 3c 000d 4365 0f 110008 12 0020",
            "f1c2 110009 08ad 0e 43650f 110010 2c0143f8 1c 1e",
            "f5c2 11004e 0e 4365 4366 0f c1c2"),
        2,
        input -> {
          Outcome outcome = interpreter.apply(input, 0, input.length);
          counts[outcome instanceof Outcome.Negative ? 1 : 0]++;
          screen.checkInvariants();
          for (int at = 0; at < screen.cells(); at++) {
            boolean left = Extended.isLeft(screen.extended(at));
            assertEquals(left, Extended.isRight(screen.extended(screen.next(at))), "cell " + at);
            counts[2] += left ? 1 : 0;
          }
          byte[] before = InboundEncoder.readBuffer(screen);
          DoubleByte.settle(screen);
          assertArrayEquals(before, InboundEncoder.readBuffer(screen), "settled twice");
          for (int row = 0; row < screen.rows(); row++) {
            assertTrue(screen.text(row, page).length() <= 20);
          }
        });
    assertTrue(counts[0] > Mutations.runs() / 5, "taken: " + counts[0]);
    assertTrue(counts[1] > Mutations.runs() / 20, "refused: " + counts[1]);
    assertTrue(counts[2] > Mutations.runs(), "double-byte characters: " + counts[2]);
  }

  @Test
  void aPlantedFaultIsFound() {
    CodePage page = CodePages.named("930").orElseThrow();
    AssertionError found =
        assertThrows(
            AssertionError.class,
            () ->
                Mutations.run(
                    "planted in the code pages",
                    corpus("0e 458f 4366 0f c1"),
                    0,
                    // As if half a pair were read like a whole one.
                    input ->
                        assertEquals(
                            Stream.of(Hex.of(input).split("0e|0f")).count() > 0,
                            page.decode(input).length() * 2 <= input.length + 2)));
    assertTrue(found.getMessage().contains("seed"), found.getMessage());
  }
}
