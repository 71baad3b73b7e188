// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.loadstar.testkit.Mutations;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.keyboard.Key;
import org.loadstar.tn3270.keyboard.Keyboard;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.screen.ScreenSize;

/** Mutated records leave the screen whole, whatever they are. */
class InterpreterMutationTest {
  private static final String[] RECORDS = {
    "f5c3 114040 1d60 d3d6c7d6d5 11c150 1d40 13 11c1f0 2903c0f042f441f2 c1c2",
    "7ec2 2905c04041f142f243f145f3 c1c2 11d57f 3c40c45c 0811 08ad",
    "f1c2 28 42f2 c1 28 41f4 c2 28 0000 c3 05 1d60 05 12 5d7f 2c02c0c142f1",
    "01c3 11 0050 3c 0060 08ad 28 43f1 c1 05 05 13 2c0142f2 12 4040",
    "0dc2 00 0c 15 1e ff 3f 01 1d40 2900 12 c150 05 c1 05 d2",
    "05c2 29 03 c0c1 77f1 0000 c5 2c 03 c04041f142f2 11 40c1 2c01c0c1",
    "6f",
    "f2",
    "f6",
    "6e",
    "03",
    "f3 000501ff02",
    "f3 000a01ff030081868899",
    "f3 000501 00f6",
    "f3 00040380 000709000241 42 000b4000f1c21d40c1c2c3",
    "11 00054000 6f 00074000f5c2c1 0005090001"
  };

  private static final Map<Integer, String> ORDERS =
      Map.of(
          Order.SF, "SF", Order.SFE, "SFE", Order.SA, "SA", Order.SBA, "SBA", Order.IC, "IC",
          Order.PT, "PT", Order.RA, "RA", Order.EUA, "EUA", Order.MF, "MF", Order.GE, "GE");

  private static final List<Key> KEYS = List.of(Key.values());

  private final Map<String, Integer> counts = new TreeMap<>();

  private static List<byte[]> corpus() {
    List<byte[]> corpus = new ArrayList<>();
    for (String record : RECORDS) {
      corpus.add(HexFormat.of().parseHex(record.replace(" ", "")));
    }
    return corpus;
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void theInterpreterAndTheKeyboardSurviveAnything() {
    Screen screen = new Screen(ScreenSize.MODEL_2, ScreenSize.MODEL_4);
    HostInterpreter interpreter = new HostInterpreter(screen, CodePage.CP037);
    Keyboard keyboard = new Keyboard(screen, CodePage.CP037);
    int[] known = new int[1];
    Mutations.run(
        "3270 data stream",
        corpus(),
        2,
        input -> {
          count(input);
          Outcome outcome = interpreter.apply(input, 0, input.length);
          screen.checkInvariants();
          boolean unknown =
              outcome instanceof Outcome.Negative negative
                  && negative.reason() == ProtocolException.Reason.INVALID_COMMAND;
          known[0] += unknown || input.length == 0 ? 0 : 1;
          press(screen, keyboard, input);
        });
    assertTrue(known[0] > Mutations.runs() / 3, "got past the command: " + known[0]);
    System.out.println("commands and orders reached: " + counts);
    assertEquals(ORDERS.size() + 9, counts.size(), counts.toString());
    counts.forEach((name, count) -> assertTrue(count >= Mutations.runs() / 100, name + count));
  }

  /** A key that the last byte chooses, and a character. */
  private static void press(Screen screen, Keyboard keyboard, byte[] input) {
    if (input.length > 0) {
      screen.setLock(KeyboardLock.UNLOCKED);
      int choice = input[input.length - 1] & 0xFF;
      screen.moveCursor(choice * 7 % screen.cells());
      keyboard.press(KEYS.get(choice % KEYS.size()));
      keyboard.type("A");
      screen.checkInvariants();
    }
  }

  /** Counts the command and, up to the first that is cut short, the orders of a write. */
  private void count(byte[] record) {
    if (record.length == 0) {
      return;
    }
    Command command = Command.of(record[0]);
    if (command != Command.UNKNOWN) {
      counts.merge(command.name(), 1, Integer::sum);
    }
    boolean write =
        command == Command.WRITE
            || command == Command.ERASE_WRITE
            || command == Command.ERASE_WRITE_ALTERNATE;
    int at = write ? 2 : record.length;
    while (at < record.length) {
      int code = record[at] & 0xFF;
      int length =
          switch (code) {
            case Order.SF, Order.GE -> 2;
            case Order.SBA, Order.EUA, Order.SA -> 3;
            case Order.RA -> at + 3 < record.length && record[at + 3] == Order.GE ? 5 : 4;
            case Order.SFE, Order.MF ->
                at + 1 < record.length ? 2 + 2 * (record[at + 1] & 0xFF) : 2;
            default -> 1;
          };
      if (at + length <= record.length && ORDERS.containsKey(code)) {
        counts.merge(ORDERS.get(code), 1, Integer::sum);
      }
      at += length;
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
                    "planted in the data stream",
                    corpus(),
                    2,
                    input -> {
                      // As if GE did not look whether a byte follows.
                      Outcome outcome = interpreter.apply(input, 0, input.length);
                      assertFalse(outcome.toString().contains("GE cut short"));
                    }));
    assertTrue(found.getMessage().contains("seed"), found.getMessage());
  }

  @Test
  void inboundRecordsAreReadOrRefused() {
    List<byte[]> corpus = new ArrayList<>();
    for (String record :
        List.of(
            "7d40c11140c8c1c2c311c15028 42f2 f1 08ad 115d7f",
            "f34040e7e8e9",
            "6d",
            "88000481ff",
            "7d 0050 11 0051 c1 11 0061")) {
      corpus.add(HexFormat.of().parseHex(record.replace(" ", "")));
    }
    int[] counted = new int[3];
    Mutations.run(
        "3270 inbound records",
        corpus,
        3,
        input -> {
          try {
            InboundRecord record = InboundRecord.parse(input, ScreenSize.MODEL_2);
            counted[0]++;
            counted[1] += record.fields().size();
            assertTrue(record.cursor() < 1920);
            int length = record.structuredFields().length;
            for (InboundRecord.Modified field : record.fields()) {
              assertTrue(field.address() < 1920);
              length += field.text(CodePage.CP037).length();
            }
            assertTrue(length <= input.length);
          } catch (ProtocolException refused) {
            counted[2]++;
          }
        });
    assertTrue(counted[0] > Mutations.runs() / 3, "read: " + counted[0]);
    assertTrue(counted[1] > Mutations.runs() / 100, "fields: " + counted[1]);
    assertTrue(counted[2] > Mutations.runs() / 100, "refused: " + counted[2]);
  }
}
