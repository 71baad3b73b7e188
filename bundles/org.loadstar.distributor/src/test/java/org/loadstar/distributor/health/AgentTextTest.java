// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.testkit.Mutations;

class AgentTextTest {
  private static Verdict.Advised parse(String line) {
    return assertInstanceOf(Verdict.Advised.class, AgentText.parse(line));
  }

  /** What HAProxy 2.6.12 makes of the same lines, by its statistics page. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          75%                          | advised 75%
          0%                           | advised 0%
          300%                         | advised 300%
          DOWN                         | advised down (down)
          stopped                      | advised down (stopped)
          fail #some words, down       | advised down (fail: some words, down)
          down,#a,b                    | advised down (down: a,b)
          fail#x y                     | advised down (fail: x y)
          up 50%                       | advised 50% up (up)
          down 30%                     | advised 30% down (down)
          up down                      | advised down (down)
          down up                      | advised up (up)
          drain                        | advised DRAIN (drain)
          drain ready                  | advised READY (ready)
          maint                        | advised MAINT (maint)
          ready,up,100%                | advised 100% READY up (up)
          maxconn:7 up                 | advised most 7 up (up)
          "up\t,  maxconn:30\t75%"     | advised 75% most 30 up (up)
          """)
  void wordsAreThoseOfHaproxy(String line, String advice) {
    assertEquals(advice, Checks.text(parse(line.replace("\\t", "\t")).advice()));
    assertEquals("", parse(line.replace("\\t", "\t")).complaint());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          75% bogus   | advised 75%     | bogus
          bogus       | advised         | bogus
          up bogus    | advised up (up) | bogus
          failed      | advised         | failed
          -5%         | advised         | -5%
          50 %        | advised         | %
          12345%      | advised         | 12345%
          maxconn:x   | advised         | maxconn:x
          maxconn:    | advised         | maxconn:
          maxconn:-1  | advised         | maxconn:-1
          maxconn:1234567890 | advised  | maxconn:1234567890
          """)
  void aWordThatIsNoneIsToldAndTheOthersHold(String line, String advice, String unknown) {
    Verdict.Advised verdict = parse(line);
    assertEquals(advice, Checks.text(verdict.advice()));
    String said = verdict.complaint();
    assertTrue(said.startsWith("the agent says '" + line + "', and '"), said);
    assertTrue(said.endsWith("' is no word of agent-check"), said);
    assertTrue(unknown.equals("%") || said.contains("and '" + unknown), said);
  }

  @Test
  void whatAnAgentSaysIsOneShortPrintableLine() {
    String reason = parse("down #" + "x\u001b[31m\u0000".repeat(1000)).advice().reason();
    assertTrue(reason.matches("[ -~]{1,120}"), reason);
    String complaint = parse("\u001b".repeat(500)).complaint();
    assertTrue(complaint.matches("[ -~]{1,200}"), complaint);
  }

  @Test
  void whateverAnAgentSaysIsReadOrRefused() {
    List<byte[]> corpus =
        Stream.of(
                "75%",
                "maxconn:30",
                "ready",
                "drain",
                "maint",
                "up",
                "down#x",
                "fail # y z",
                "stopped",
                "up 50% maxconn:7,ready",
                "down\t#a#b")
            .map(line -> line.getBytes(StandardCharsets.US_ASCII))
            .toList();
    Mutations.run(
        "agent-check",
        corpus,
        0,
        input -> {
          Verdict.Advised verdict = parse(new String(input, StandardCharsets.UTF_8));
          assertTrue(verdict.advice().percent().orElse(0) <= 9999);
          assertTrue(verdict.advice().maxConnections().orElse(0) >= 0);
          assertTrue(verdict.advice().reason().matches("[ -~]*"), "printable");
          assertTrue(verdict.complaint().matches("[ -~]*"), "printable");
        });
  }
}
