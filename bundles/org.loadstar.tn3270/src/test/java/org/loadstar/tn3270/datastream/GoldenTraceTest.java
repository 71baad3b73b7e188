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
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.codepage.CodePages;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.screen.ScreenSize;

/**
 * Recorded sessions show, after every record, the screen that s3270 4.1 showed, or that a living
 * one shows.
 */
class GoldenTraceTest {
  /**
   * Sessions whose last record is cut short, and the bytes of an earlier record that stood behind
   * it in the memory of s3270 4.1, which read on.
   */
  private static final Map<String, String> READ_ON =
      Map.of(
          "b3270--short_ge", "03",
          "b3270--short_ra_addr", "03b190",
          "b3270--short_ra_char", "90",
          "b3270--short_sf", "03");

  /**
   * Sessions whose 3270 records are put to a living s3270, since the recording of its screens says
   * nothing of them, and its options.
   */
  private static final Map<String, List<String>> LIVE =
      Map.of(
          "c3270--ibmlink2", List.of("-model", "3279-2-E"), // contention resolution
          "s3270--bid", List.of("-model", "3279-4-E"),
          "s3270--bid-ta", List.of("-model", "3279-5-E", "-oversize", "132x40"),
          "s3270--wont-tn3270e", List.of("-model", "3279-4-E")); // it goes on reading headers

  /** Sessions whose screens are not compared, and why. */
  private static final Map<String, String> EXCLUDED =
      Map.of(
          "s3270--nvt-data", "NVT data is not 3270 data stream",
          "s3270--sscp-lu-data", "SSCP-LU data is not 3270 data stream");

  @TestFactory
  List<DynamicTest> theScreenIsTheOneOfS3270() throws IOException {
    List<String> names = Golden.names();
    if (names.isEmpty()) {
      return List.of(
          DynamicTest.dynamicTest("all", () -> assumeTrue(false, "no recorded sessions")));
    }
    return names.stream()
        .filter(name -> !LIVE.containsKey(name))
        .map(
            name ->
                EXCLUDED.containsKey(name)
                    ? DynamicTest.dynamicTest(
                        name + " is played only: " + EXCLUDED.get(name), () -> play(name))
                    : DynamicTest.dynamicTest(
                        name, () -> compare(name, READ_ON.getOrDefault(name, ""))))
        .toList();
  }

  /** The player checks the screen after every record. */
  private static void play(String name) throws IOException {
    TracePlayer player = new TracePlayer(4);
    TracePlayer.reads(name, "<").forEach(player::play);
  }

  private static void compare(String name, String behind) throws IOException {
    Golden golden = Golden.read(name);
    TracePlayer player = new TracePlayer(golden.model(), golden.codePage());
    int at = 0;
    List<String> reads = TracePlayer.reads(name, "<");
    String last = reads.remove(reads.size() - 1);
    reads.add(last.replaceFirst("(?=ffef$)", behind));
    for (String read : reads) {
      if (player.play(read)) {
        assertEquals(
            List.of(), golden.checkpoints().get(at).differences(player.screen), "record " + at);
        compareText("record " + at, golden.checkpoints().get(at), player.screen, golden.codePage());
        at++;
      }
    }
    assertEquals(golden.checkpoints().size(), at);
  }

  /** The records of sessions that were none of TN3270E as s3270 4.1 knows it. */
  @TestFactory
  Stream<DynamicTest> theRecordsShowWhatALivingS3270ShowsOfThem() {
    return LIVE.keySet().stream()
        .sorted()
        .map(name -> DynamicTest.dynamicTest(name, () -> compareLive(name, LIVE.get(name))));
  }

  private static void compareLive(String name, List<String> options) throws IOException {
    assumeTrue(S3270.isInstalled(), "s3270 is not installed");
    assumeTrue(Golden.names().contains(name), "no recorded session " + name);
    int compared = 0;
    try (S3270 s3270 = new S3270(options)) {
      List<String> size = s3270.show().status().subList(6, 8);
      ScreenSize largest =
          new ScreenSize(Integer.parseInt(size.get(0)), Integer.parseInt(size.get(1)));
      Screen screen = new Screen(ScreenSize.MODEL_2, largest);
      HostInterpreter interpreter = new HostInterpreter(screen, CodePage.CP037);
      for (byte[] record : TracePlayer.records(name)) {
        S3270.Answer answer = s3270.send(record);
        Outcome outcome = interpreter.apply(record, 0, record.length);
        assertEquals(answer.positive(), !(outcome instanceof Outcome.Negative));
        assertEquals(List.of(), s3270.show().differences(screen), "record " + compared);
        compared++;
      }
    }
    assertTrue(compared > 0, "there are records");
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
    for (Map<String, ?> some : List.of(READ_ON, LIVE, EXCLUDED)) {
      assertTrue(names.containsAll(some.keySet()), "named and not there");
    }
    assertTrue(names.size() - EXCLUDED.size() >= 53, "sessions compared");
  }
}
