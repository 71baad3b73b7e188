// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.codepage.CodePages;
import org.loadstar.tn3270.screen.Screen;

/** Recorded sessions show, after every record, the screen that s3270 4.1 shows. */
class GoldenTraceTest {
  private static final String READS_ON =
      "s3270 4.1 shows what an earlier record left in its memory behind the end of this one";

  /** Sessions whose screens are not compared, and why. */
  private static final Map<String, String> EXCLUDED =
      Map.ofEntries(
          Map.entry("b3270--short_ge", READS_ON),
          Map.entry("b3270--short_ra_addr", READS_ON),
          Map.entry("b3270--short_ra_char", READS_ON),
          Map.entry("b3270--short_sf", READS_ON),
          Map.entry("c3270--ibmlink2", "contention resolution, which s3270 4.1 lacks"),
          Map.entry("s3270--bid", "contention resolution, which s3270 4.1 lacks"),
          Map.entry("s3270--bid-ta", "contention resolution, which s3270 4.1 lacks"),
          Map.entry("s3270--nvt-data", "NVT data is not 3270 data stream"),
          Map.entry("s3270--sscp-lu-data", "SSCP-LU data is not 3270 data stream"),
          Map.entry("s3270--wont-tn3270e", "s3270 4.1 goes on reading headers after WONT TN3270E"));

  @TestFactory
  List<DynamicTest> theScreenIsTheOneOfS3270() throws IOException {
    List<String> names = Golden.names();
    if (names.isEmpty()) {
      return List.of(
          DynamicTest.dynamicTest("all", () -> assumeTrue(false, "no recorded sessions")));
    }
    return names.stream()
        .map(
            name ->
                EXCLUDED.containsKey(name)
                    ? DynamicTest.dynamicTest(
                        name + " is played only: " + EXCLUDED.get(name), () -> play(name))
                    : DynamicTest.dynamicTest(name, () -> compare(name)))
        .toList();
  }

  /** The player checks the screen after every record. */
  private static void play(String name) throws IOException {
    TracePlayer player = new TracePlayer(4);
    TracePlayer.reads(name, "<").forEach(player::play);
  }

  private static void compare(String name) throws IOException {
    Golden golden = Golden.read(name);
    TracePlayer player = new TracePlayer(golden.model(), golden.codePage());
    int at = 0;
    for (String read : TracePlayer.reads(name, "<")) {
      if (player.play(read)) {
        assertEquals(
            List.of(), golden.checkpoints().get(at).differences(player.screen), "record " + at);
        compareText("record " + at, golden.checkpoints().get(at), player.screen, golden.codePage());
        at++;
      }
    }
    assertEquals(golden.checkpoints().size(), at);
  }

  private static void compareText(
      String where, S3270Screen golden, Screen screen, CodePage codePage) {
    for (int row = 0; row < screen.rows(); row++) {
      // At 81 and 82 of page 930 s3270 4.1 has the small kana, IBM's registry the large ones.
      String expected = golden.text().get(row).replace('ｧ', 'ｱ').replace('ｨ', 'ｲ');
      assertEquals(expected, screen.text(row, codePage), where);
    }
  }

  /** Page 933, which s3270 4.1 lacks: what the host of the recording sent, by the charset. */
  @Test
  void koreanIsShownByItsOwnPage() throws IOException {
    assumeTrue(Golden.names().contains("s3270--korean"), "no recorded session");
    CodePage page = CodePages.named("933").orElseThrow();
    TracePlayer player = new TracePlayer(4, page);
    TracePlayer.reads("s3270--korean", "<").forEach(player::play);
    byte[] shifted = Hex.bytes("0e8a82a3a589c1d0718d41d0619365a3a5ac97c9a19da5d2410f");
    String echoed = new String(shifted, Charset.forName("x-IBM933"));
    assertTrue(
        IntStream.range(0, player.screen.rows())
            .anyMatch(r -> player.screen.text(r, page).contains(" " + echoed + " ")),
        echoed + " is not there");
  }

  /** The negative response of later s3270s, in their recordings and, where none is, by the code. */
  @ParameterizedTest
  @CsvSource({
    "b3270--invalid_command, 0",
    "b3270--invalid_eua, 2",
    "b3270--invalid_ra, 2",
    "b3270--no_flags, 2",
    "b3270--short_eua, 2",
    "b3270--short_ge, 2",
    "b3270--short_mf_count, 2",
    "b3270--short_ra_addr, 2",
    "b3270--short_ra_char, 2",
    "b3270--short_sa, 2",
    "b3270--short_sba, 2",
    "b3270--short_sf, 2",
    "b3270--short_sfe_attr, 2",
    "b3270--short_sfe_count, 2"
  })
  void aMalformedRecordIsRefused(String name, int code) throws IOException {
    assumeTrue(Golden.names().contains(name), "no recorded session " + name);
    TracePlayer player = new TracePlayer(4);
    TracePlayer.reads(name, "<").forEach(player::play);
    Outcome last = player.outcomes.get(player.outcomes.size() - 1);
    assertEquals(code, assertInstanceOf(Outcome.Negative.class, last).responseCode());
    List<String> said = TracePlayer.reads(name, ">");
    String answer = said.get(said.size() - 1);
    if (answer.startsWith("020001")) {
      assertEquals("02000100020" + code + "ffef", answer);
    }
  }

  @Test
  void mostSessionsAreCompared() throws IOException {
    List<String> names = Golden.names();
    assumeTrue(!names.isEmpty(), "no recorded sessions");
    assertTrue(names.containsAll(EXCLUDED.keySet()), "excluded and not there");
    assertTrue(names.size() - EXCLUDED.size() >= 45, "sessions compared");
  }
}
