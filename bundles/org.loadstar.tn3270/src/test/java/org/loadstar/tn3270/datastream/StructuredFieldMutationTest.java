// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.loadstar.testkit.Mutations;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.screen.ScreenSize;

/** Mutated structured fields are applied, answered or refused, and leave the screen whole. */
class StructuredFieldMutationTest {
  private static final List<byte[]> CORPUS =
      Stream.of(
              "f3 0005 01ff 02",
              "11 0009 01ff 03 00 81 86 a1",
              "f3 0006 01ff 03 80",
              "f3 0005 0100 f2",
              "f3 0005 0100 6e",
              "11 0004 03 80",
              "f3 0004 03 00 0005 0100 f6",
              "f3 0008 09 00 02 41 42 45",
              "f3 0005 09 00 01 0005 0100 f2",
              "f3 000b 0c 00 00 00 0018 0050 00",
              "11 0006 0c 00 01 00 000b 40 00 f1 c2 11 0050 c1c2",
              "f3 0017 40 00 f5 c2 11 c150 2902c06042f2 3c c1f0 08ad 05 c1",
              "f3 0005 40 00 6f 000a 40 00 7e c3 1d40 13 05")
          .map(Hex::bytes)
          .toList();

  private static final List<String> TYPES = List.of("1", "3", "9", "c", "40");

  /** What a Read Buffer can come to: every cell with four attributes and a graphic escape. */
  private static final int LONGEST = 16 * ScreenSize.MODEL_4.cells();

  private final Map<String, Integer> taken = new TreeMap<>();
  private final Map<String, Integer> refused = new HashMap<>();

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void structuredFieldsAreTakenOrRefused() {
    Screen screen = new Screen(ScreenSize.MODEL_2, ScreenSize.MODEL_4);
    HostInterpreter interpreter = new HostInterpreter(screen, CodePage.CP037);
    Mutations.run(
        "3270 structured fields",
        CORPUS,
        4,
        input -> {
          Outcome outcome = interpreter.apply(input, 0, input.length);
          screen.checkInvariants();
          if (outcome instanceof Outcome.Reply reply) {
            assertTrue(reply.record().length <= LONGEST);
          }
          if (input.length > 3 && Command.of(input[0]) == Command.WRITE_STRUCTURED_FIELD) {
            Map<String, Integer> counts = outcome instanceof Outcome.Negative ? refused : taken;
            counts.merge(Integer.toHexString(input[3] & 0xFF), 1, Integer::sum);
          }
        });
    System.out.println("structured fields taken: " + taken);
    for (String type : TYPES) {
      assertTrue(taken.getOrDefault(type, 0) >= Mutations.runs() / 100, "taken: " + type);
      assertTrue(refused.containsKey(type), "refused: " + type);
    }
  }

  @Test
  void aPlantedFaultIsFound() {
    Screen screen = Screen.ofModel(2);
    HostInterpreter interpreter = new HostInterpreter(screen, CodePage.CP037);
    AssertionError found =
        assertThrows(
            AssertionError.class,
            () ->
                Mutations.run(
                    "planted in the structured fields",
                    CORPUS,
                    4,
                    input -> {
                      // As if the length of a field were not looked at.
                      Outcome outcome = interpreter.apply(input, 0, input.length);
                      assertTrue(!outcome.toString().contains("length of a structured field"));
                    }));
    assertTrue(found.getMessage().contains("seed"), found.getMessage());
  }
}
