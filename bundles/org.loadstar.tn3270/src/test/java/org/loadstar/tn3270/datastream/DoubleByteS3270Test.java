// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.codepage.CodePages;
import org.loadstar.tn3270.screen.DoubleByte;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.screen.ScreenSize;

/**
 * Generated records with double-byte characters, whole and broken, shown by a living s3270 and by
 * us: the same cells, the same text, the same refusals.
 */
class DoubleByteS3270Test {
  /** Format controls and nulls, shifts alone, a set that is none of ours. */
  private static final String[] CODES = {
    "1c", "1e", "15", "00", "0000", "2843f1", "284300", "0e", "0f"
  };

  private static final int ERASE = 10;

  private static final int RECORDS = Integer.getInteger("loadstar.doubleByteRecords", 100);

  @ParameterizedTest
  @ValueSource(strings = {"930", "937"})
  void bothShowTheSame(String name) throws IOException {
    assumeTrue(S3270.isInstalled(), "s3270 is not installed");
    long seed = Long.getLong("loadstar.seed", 3270);
    System.out.println("double-byte records of page " + name + ": seed " + seed);
    Random random = new Random(seed);
    CodePage page = CodePages.named(name).orElseThrow();
    Screen screen = new Screen(ScreenSize.MODEL_2, ScreenSize.MODEL_2);
    HostInterpreter interpreter = new HostInterpreter(screen, page);
    List<String> played = new ArrayList<>();
    int compared = 0;
    try (S3270 s3270 = new S3270(List.of("-model", "3279-2-E", "-charset", "cp" + name))) {
      boolean tangled = false;
      for (int i = 0; i < RECORDS; i++) {
        boolean formatted = i / 5 % 2 == 0;
        boolean first = i % 5 == 0;
        byte[] record =
            orders(random, first ? formatted ? "f5c21d40" : "f5c2" : "f1c2114041", formatted);
        if (first) {
          played.clear();
          tangled = false;
        }
        played.add(Hex.of(record));
        S3270.Answer answer = s3270.send(record);
        Outcome outcome = interpreter.apply(record, 0, record.length);
        screen.checkInvariants();
        String where =
            "seed " + seed + " record " + i + "\n" + String.join("\n", played) + "\n" + outcome;
        tangled |= IntStream.range(0, screen.cells()).anyMatch(at -> isTangled(screen, at));
        if (tangled) {
          continue;
        }
        compared++;
        assertEquals(List.of(), s3270.show().differences(screen).stream().limit(1).toList(), where);
        assertEquals(answer.positive(), outcome instanceof Outcome.Applied, where);
        assertEquals(widths(s3270.rows()), widths(rows(screen, page)), where);
      }
    }
    assertTrue(compared > RECORDS / 3, "compared: " + compared);
  }

  /** The text with one character for all that are not ASCII: which they are, is another test. */
  private static String widths(List<String> rows) {
    return String.join("\n", rows).replace('\u3000', ' ').replaceAll("[^\\x00-\\x7E]", "国");
  }

  /**
   * Where s3270 goes astray: it takes the first shift-out after one that was left open for a second
   * one, in another field too, and what comes right after a shift-in for single-byte.
   */
  private static boolean isTangled(Screen screen, int at) {
    boolean inside = DoubleByte.isShiftedOut(screen, at);
    if (screen.attribute(at) != 0 || at == screen.cells() - 1) {
      return inside;
    }
    boolean setAfter = DoubleByte.inRun(screen, screen.next(at));
    return switch (screen.code(at)) {
      case DoubleByte.SO -> inside;
      case DoubleByte.SI -> !inside || setAfter;
      default -> false;
    };
  }

  private static List<String> rows(Screen screen, CodePage page) {
    return IntStream.range(0, screen.rows()).mapToObj(row -> screen.text(row, page)).toList();
  }

  private static byte[] orders(Random random, String start, boolean formatted) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Hex.bytes(start));
    for (int left = 1 + random.nextInt(12); left > 0; left--) {
      int kind = random.nextInt(16);
      if (kind == ERASE && hasOpenShift(out.toByteArray())) {
        continue; // all behind it is double-byte to s3270, which refuses to stop there
      }
      order(random, kind > 1 || formatted ? kind : 15, out);
      if (kind == ERASE) {
        break; // it may leave a shift-out open, in which the next one would stop
      }
    }
    return out.toByteArray();
  }

  private static boolean hasOpenShift(byte[] orders) {
    int shifts = 0;
    for (byte code : orders) {
      shifts += code == DoubleByte.SO ? 1 : code == DoubleByte.SI ? -1 : 0;
    }
    return shifts != 0;
  }

  private static void order(Random random, int kind, ByteArrayOutputStream out) {
    switch (kind) {
      case 0, 1 -> out.writeBytes(Hex.bytes(random.nextBoolean() ? "1d40" : "1d60"));
      case 2, 3 -> position(random, out);
      case 4, 5, 6 -> subfield(random, out);
      case 7, 8 -> {
        out.writeBytes(Hex.bytes("c1 2843f8"));
        pairs(random, out);
        out.writeBytes(Hex.bytes("284300"));
      }
      case 9 -> {
        int from = position(random, out);
        out.write(Order.RA);
        BufferAddress.encode(from + 1 + random.nextInt(12), 1920, out);
        pair(random, out);
      }
      case ERASE -> {
        // After SBA, since s3270 goes by another field without, and up to where nothing is: it
        // refuses to stop before a double-byte character.
        position(random, out);
        out.writeBytes(Hex.bytes("12 4fe8"));
      }
      case 11 -> out.writeBytes(Hex.bytes(random.nextBoolean() ? "08ad" : "2842f2"));
      case 12 -> out.writeBytes(Hex.bytes(CODES[random.nextInt(CODES.length)]));
      default -> {
        for (int i = random.nextInt(5); i >= 0; i--) {
          out.write(0xC1 + random.nextInt(9));
        }
      }
    }
  }

  /** Behind the field at 0 and within the first row, so that much meets. */
  private static int position(Random random, ByteArrayOutputStream out) {
    int address = 1 + random.nextInt(50);
    out.write(Order.SBA);
    BufferAddress.encode(address, 1920, out);
    return address;
  }

  private static void subfield(Random random, ByteArrayOutputStream out) {
    out.write(0x0E);
    pairs(random, out);
    if (random.nextInt(12) == 0) {
      out.write(0x43); // half a one
    }
    out.write(0x0F);
  }

  private static void pairs(Random random, ByteArrayOutputStream out) {
    for (int i = random.nextInt(5); i > 0; i--) {
      pair(random, out);
    }
  }

  private static void pair(Random random, ByteArrayOutputStream out) {
    switch (random.nextInt(12)) {
      case 0 -> out.writeBytes(Hex.bytes("4040"));
      case 1 -> out.writeBytes(Hex.bytes(random.nextBoolean() ? "0000" : "41fe"));
      default -> {
        out.write(0x42 + random.nextInt(16));
        out.write(0x41 + random.nextInt(0x29));
      }
    }
  }
}
