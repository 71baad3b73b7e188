// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.codepage.CodePages;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.screen.ScreenSize;

/** The pages that s3270 has, by what a living one shows and tells the host. */
class CodePagesS3270Test {
  /**
   * Codes at which s3270 4.1 shows something else than the Java runtime, which has it from IBM's
   * registry: the two columns of 278 and 871 are swapped there, and some signs look alike.
   */
  private static final Map<String, Set<Integer>> ELSEWHERE =
      Map.ofEntries(
          Map.entry("278", Set.of(0x71, 0xE0)),
          Map.entry("424", Set.of(0x78, 0x8F, 0xB3, 0xBC)),
          Map.entry("870", Set.of(0xB0)),
          Map.entry("871", Set.of(0x4A, 0xC0)),
          Map.entry("875", Set.of(0x6A, 0x74, 0xB4, 0xB8, 0xCC, 0xCD, 0xDD)),
          Map.entry("1026", Set.of(0x9D, 0xBC)),
          Map.entry("930", Set.of(0x81, 0x82, 0xA1, 0xE1)),
          Map.entry("935", Set.of(0x6A, 0xA1)),
          Map.entry("939", Set.of(0xA0, 0xE1)));

  /** Character set identifiers of IBM's registry that s3270 4.1 has otherwise. */
  private static final Set<String> OTHER_SET = Set.of("424", "880");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "037", "273", "275", "277", "278", "280", "284", "285", "297", "424", "500", "803", "870",
        "871", "875", "880", "1026", "1047", "1140", "1141", "1142", "1143", "1144", "1145", "1146",
        "1147", "1148", "1149", "1160", "bracket", "930", "935", "937", "939"
      })
  void allCodesShowTheSameAndTheHostIsToldTheSame(String name) throws IOException {
    assumeTrue(S3270.isInstalled(), "s3270 is not installed");
    CodePage page = CodePages.named(name).orElseThrow();
    Screen screen = new Screen(ScreenSize.MODEL_2, ScreenSize.MODEL_2);
    HostInterpreter interpreter = new HostInterpreter(screen, page);
    String charset = name.equals("bracket") ? name : "cp" + name;
    try (S3270 s3270 = new S3270(List.of("-model", "3279-2-E", "-charset", charset))) {
      byte[] record = allCodes();
      s3270.send(record);
      interpreter.apply(record, 0, record.length);
      Set<Integer> different = new TreeSet<>();
      List<String> shown = s3270.rows();
      for (int code = 0x40; code < 256; code++) {
        int row = code / 16;
        int column = 2 * (code % 16); // each code has a space behind it
        if (shown.get(row).charAt(column) != screen.text(row, page).charAt(column)) {
          different.add(code);
        }
      }
      assertEquals(ELSEWHERE.getOrDefault(name, Set.of()), different);
      if (!OTHER_SET.contains(name)) {
        byte[] query = Hex.bytes("f3 000501ff02");
        String theirs = s3270.send(query).data().get(0);
        Outcome.Reply ours = (Outcome.Reply) interpreter.apply(query, 0, query.length);
        for (String code : List.of("8185", "8191")) {
          assertEquals(reply(code, theirs), reply(code, Hex.of(ours.record())), code);
        }
      }
    }
  }

  private static byte[] allCodes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Hex.bytes("f5c2"));
    for (int code = 0x40; code < 256; code++) {
      if (code % 16 == 0) {
        out.write(Order.SBA);
        BufferAddress.encode(code / 16 * 80, 1920, out);
      }
      out.write(code);
      out.write(0x40);
    }
    return out.toByteArray();
  }

  /** The query reply of a code, in hexadecimal without its length; empty if there is none. */
  private static String reply(String code, String record) {
    for (int at = 2; at < record.length(); ) {
      int end = at + 2 * Integer.parseInt(record.substring(at, at + 4), 16);
      if (record.startsWith(code, at + 4)) {
        return record.substring(at + 4, end);
      }
      at = end;
    }
    return "";
  }

  /** Some rows of the double-byte tables; what both have and show otherwise stands there. */
  @ParameterizedTest
  @CsvSource({
    "930, '426a 43a1 444a 446e 447c 4c7d 4eb3'",
    "935, ''",
    "937, '43a1'",
    "939, '4260 426a 43a1 444a 446e 447c 4c7d 4eb3'"
  })
  void doubleByteCharactersAreTheSame(String name, String elsewhere) throws IOException {
    assumeTrue(S3270.isInstalled(), "s3270 is not installed");
    CodePage page = CodePages.named(name).orElseThrow();
    Screen screen = Screen.ofModel(4);
    HostInterpreter interpreter = new HostInterpreter(screen, page);
    Set<String> different = new TreeSet<>();
    try (S3270 s3270 = new S3270(List.of("-model", "3279-4-E", "-charset", "cp" + name))) {
      for (int first : List.of(0x41, 0x42, 0x43, 0x44, 0x4C, 0x4E, 0x5A, 0x69, 0xFE)) {
        byte[] record = rows(first);
        s3270.send(record);
        interpreter.apply(record, 0, record.length);
        List<String> shown = s3270.rows();
        for (int at = 0; at < 190; at++) {
          // A row begins with the shift-out; s3270 shows a single space for what there is not.
          char theirs = shown.get(at / 38).charAt(1 + at % 38);
          char ours = screen.text(at / 38, page).charAt(1 + at % 38);
          if (theirs != ours && !(theirs == ' ' && ours == '\u3000')) {
            different.add(String.format("%02x%02x", first, 0x41 + at));
          }
        }
      }
    }
    assertEquals(elsewhere, String.join(" ", different));
  }

  private static byte[] rows(int first) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Hex.bytes("7ec3"));
    for (int second = 0x41; second <= 0xFE; second++) {
      if ((second - 0x41) % 38 == 0) {
        out.write(Order.SBA);
        BufferAddress.encode((second - 0x41) / 38 * 80, 3440, out);
        out.write(0x0E);
      }
      out.write(first);
      out.write(second);
      if ((second - 0x41) % 38 == 37) {
        out.write(0x0F);
      }
    }
    return out.toByteArray();
  }
}
