// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.screen.BufferDump;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.screen.ScreenSize;
import org.loadstar.tn3270.trace.Trace;
import org.loadstar.tn3270.trace.TraceHeader;
import org.loadstar.tn3270.trace.TraceRecorder;
import org.loadstar.tn3270.trace.TraceSide;

/** x3270's own traces are read, and written again by our recorder show the same screens. */
class RecordedTraceTest {
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  private static Trace read(String name) throws IOException {
    return Trace.parse(
        Files.readString(Golden.folder().resolve(name + ".trc"), StandardCharsets.ISO_8859_1));
  }

  private static Trace recorded(Trace original, int model) {
    StringBuilder text = new StringBuilder();
    TraceRecorder recorder =
        new TraceRecorder(
            new TraceHeader("test", "IBM-3279-" + model + "-E", ScreenSize.ofModel(model), "037"),
            CodePage.CP037,
            CLOCK,
            text::append);
    original.reads().forEach(read -> recorder.sent(read.side(), read.bytes().clone()));
    recorder.end();
    return Trace.parse(text.toString());
  }

  private static List<DynamicTest> each(Check check) throws IOException {
    List<String> names = Golden.names();
    if (names.isEmpty()) {
      return List.of(
          DynamicTest.dynamicTest("all", () -> assumeTrue(false, "no recorded sessions")));
    }
    return names.stream().map(n -> DynamicTest.dynamicTest(n, () -> check.of(n))).toList();
  }

  private interface Check {
    void of(String name) throws IOException;
  }

  @TestFactory
  List<DynamicTest> aTraceOfX3270IsRead() throws IOException {
    return each(
        name -> {
          Trace trace = read(name);
          for (TraceSide side : TraceSide.values()) {
            List<String> hex =
                trace.reads().stream()
                    .filter(read -> read.side() == side)
                    .map(read -> HexFormat.of().formatHex(read.bytes()))
                    .toList();
            assertEquals(TracePlayer.reads(name, String.valueOf(side.mark())), hex);
          }
        });
  }

  @TestFactory
  List<DynamicTest> aTraceOfATraceShowsTheSameScreens() throws IOException {
    return each(
        name -> {
          int model = Golden.read(name).model();
          Trace original = read(name);
          Trace copy = recorded(original, model);
          assertEquals(original.reads().toString(), copy.reads().toString());
          TracePlayer first = new TracePlayer(model);
          TracePlayer second = new TracePlayer(model);
          for (int at = 0; at < original.reads().size(); at++) {
            if (original.reads().get(at).side() == TraceSide.HOST) {
              first.play(HexFormat.of().formatHex(original.reads().get(at).bytes()));
              second.play(HexFormat.of().formatHex(copy.reads().get(at).bytes()));
              assertEquals(
                  BufferDump.masked(first.screen), BufferDump.masked(second.screen), "read " + at);
              assertEquals(first.screen.cursor(), second.screen.cursor(), "read " + at);
              assertEquals(first.screen.lock(), second.screen.lock(), "read " + at);
            }
          }
        });
  }

  @Test
  void onlyWhatIsNotDisplayedIsMasked() throws IOException {
    assumeTrue(!Golden.names().isEmpty(), "no recorded sessions");
    Set<String> masked = new TreeSet<>();
    for (String name : Golden.names()) {
      Trace original = read(name);
      Trace copy = recorded(original, Golden.read(name).model());
      for (int at = 0; at < original.reads().size(); at++) {
        byte[] before = original.reads().get(at).bytes();
        byte[] after = copy.reads().get(at).bytes();
        assertEquals(before.length, after.length);
        for (int i = 0; i < before.length; i++) {
          if (before[i] != after[i]) {
            assertTrue(after[i] == 0x5C || after[i] == '*', name);
            masked.add(name);
          }
        }
      }
    }
    assertEquals(
        Set.of(
            "b3270--ignore_eor",
            "s3270--devname_change1",
            "s3270--devname_failure",
            "s3270--devname_success",
            "s3270--elf",
            "s3270--elfDefault",
            "s3270--ft_cut",
            "s3270--ft_cut_ewa",
            "s3270--korean",
            "s3270--lu",
            "s3270--target",
            "s3270--testTn"),
        masked);
  }

  @TestFactory
  List<DynamicTest> aScreenIsPaintedAgain() throws IOException {
    return each(
        name -> {
          int model = Golden.read(name).model();
          TracePlayer player = new TracePlayer(model);
          for (String read : TracePlayer.reads(name, "<")) {
            player.play(read);
            Screen again = new Screen(player.screen.defaultSize(), player.screen.alternateSize());
            byte[] record = Repaint.of(player.screen);
            Outcome outcome =
                new HostInterpreter(again, CodePage.CP037).apply(record, 0, record.length);
            assertEquals(new Outcome.Applied(false, 0), outcome);
            assertEquals(BufferDump.exact(player.screen), BufferDump.exact(again));
            assertEquals(player.screen.cursor(), again.cursor());
          }
        });
  }
}
