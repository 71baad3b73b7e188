// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.testkit.Mutations;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.screen.ScreenSize;

/** What a trace looks like, and what is not in it. */
class TraceRecorderTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-25T20:45:12.123Z"), ZoneOffset.UTC);
  private static final String CANARY = "CANARY-xyzzy";

  private final StringBuilder text = new StringBuilder();
  private final TraceRecorder recorder = recorder();
  private final List<Trace.Read> sent = new ArrayList<>();

  private TraceRecorder recorder() {
    return new TraceRecorder(
        new TraceHeader("Loadstar", "IBM-3278-4-E", ScreenSize.MODEL_4, "037"),
        CodePage.CP037,
        CLOCK,
        text::append);
  }

  /** Hexadecimal with blanks; EBCDIC in apostrophes, ASCII in quotes. */
  private static byte[] bytes(String script) {
    StringBuilder hex = new StringBuilder();
    String[] parts = script.split("(?<=')|(?=')|(?<=\")|(?=\")");
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].equals("'") || parts[i].equals("\"")) {
        byte[] coded =
            parts[i].equals("'")
                ? CodePage.CP037.encode(parts[i + 1])
                : parts[i + 1].getBytes(StandardCharsets.US_ASCII);
        hex.append(HexFormat.of().formatHex(coded));
        i += 2;
      } else {
        hex.append(parts[i].replace(" ", ""));
      }
    }
    return HexFormat.of().parseHex(hex);
  }

  private void host(String script) {
    send(TraceSide.HOST, bytes(script));
  }

  private void client(String script) {
    send(TraceSide.CLIENT, bytes(script));
  }

  private void send(TraceSide side, byte[] bytes) {
    sent.add(new Trace.Read(side, bytes));
    recorder.sent(side, bytes);
  }

  private void tn3270e() {
    host("ff fd 28");
    client("ff fb 28");
    host("ff fa 28 08 02 ff f0");
    client("ff fa 28 02 07 \"IBM-3278-4-E\" ff f0");
    host("ff fa 28 02 04 \"IBM-3278-4-E\" 01 \"LU1\" ff f0 ff fa 28 03 04 02 04 ff f0");
  }

  private void plain() {
    host("ff fd 18 ff fd 19 ff fb 19 ff fd 00 ff fb 00");
    client("ff fb 18 ff fb 19 ff fd 19 ff fb 00 ff fd 00");
  }

  /** All reads of a side in one, as hexadecimal text. */
  private String said(TraceSide side) {
    StringBuilder all = new StringBuilder();
    for (Trace.Read read : Trace.parse(text.toString()).reads()) {
      all.append(read.side() == side ? HexFormat.of().formatHex(read.bytes()) : "");
    }
    return all.toString();
  }

  private static String hex(String script) {
    return HexFormat.of().formatHex(bytes(script));
  }

  private void assertNoCanary() {
    recorder.end();
    for (String form : List.of(CANARY, "CANARY-XYZZY", "canary-xyzzy")) {
      for (TraceSide side : TraceSide.values()) {
        assertFalse(said(side).contains(hex("'" + form + "'")), text.toString());
        assertFalse(said(side).contains(hex("\"" + form + "\"")), text.toString());
      }
      assertFalse(text.toString().contains(form), text.toString());
    }
  }

  @Test
  void linesAreThoseOfX3270() {
    tn3270e();
    recorder.remark("a\nremark");
    host("00 00 00 00 00 f5 c3 11 40 40 'TWO LINES OF BYTES, THIRTY-TWO IN ONE' ff ef");
    recorder.end();
    assertEquals(
        """
        20261125.204512.123 Trace started (UTC)
         Version: Loadstar
         Model 3278-4-E, 43 rows x 80 cols
         Host codepage: 037
         Data stream:
        20261125.204512.123 host, 3 bytes
        < 0x0   fffd28
        20261125.204512.123 client, 3 bytes
        > 0x0   fffb28
        20261125.204512.123 host, 7 bytes
        < 0x0   fffa280802fff0
        20261125.204512.123 client, 19 bytes
        > 0x0   fffa28020749424d2d333237382d342d45fff0
        20261125.204512.123 host, 32 bytes
        < 0x0   fffa28020449424d2d333237382d342d45014c5531fff0fffa2803040204fff0
        20261125.204512.123 a?remark
        20261125.204512.123 host, 49 bytes
        < 0x0   0000000000f5c3114040e3e6d640d3c9d5c5e240d6c640c2e8e3c5e26b40e3c8
        < 0x20  c9d9e3e860e3e6d640c9d540d6d5c5ffef
        """,
        text.toString());
    Trace trace = Trace.parse(text.toString());
    assertEquals("3278-4-E", trace.model());
    assertEquals(ScreenSize.MODEL_4, trace.size().orElseThrow());
    assertEquals("037", trace.codePage());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsTypedIntoAFieldThatIsNotDisplayedIsMaskedWhereverItIsRepeated(boolean headers) {
    String header = headers ? "00 00 00 00 00 " : "";
    if (headers) {
      tn3270e();
    } else {
      plain();
    }
    // A user name, then a password with something in it already, then text.
    host(header + "f5 c3 11 40 40 1d 40 'USER' 11 c1 50 1d 4c 'OLD-SECRET' 1d f0 'ON' ff ef");
    client(header + "7d c1 5d 11 40 c1 'MYSELF' 11 c1 d1 '" + CANARY + "' ff ef");
    assertTrue(said(TraceSide.HOST).contains(hex("1d 4c '**********' 1d f0 'ON'")));
    assertTrue(said(TraceSide.CLIENT).contains(hex("'MYSELF' 11 c1 d1 '************' ff ef")));
    // The host repeats it: shown, in capitals, in its field by SBA, by a program tab, in ASCII.
    host(header + "f1 c3 11 d1 50 'NO SUCH USER: " + CANARY + "' ff ef");
    host(header + "f1 c3 11 d1 50 'NO SUCH USER: CANARY-XYZZY' ff ef");
    host(header + "f1 c3 11 c1 d2 'ANARY' ff ef");
    host(header + "f1 c3 11 c1 50 05 'TABBED' ff ef");
    host(header + "f1 c3 \"" + CANARY + "\" ff ef");
    // The host reads the buffer.
    host(header + "f2 ff ef");
    client(header + "60 c1 5d 1d 40 'MYSELF' 1d 4c '" + CANARY + "' 1d f0 'ON' ff ef");
    assertNoCanary();
    String all = said(TraceSide.HOST);
    assertTrue(all.contains(hex("'NO SUCH USER: ************'")), all);
    assertTrue(all.contains(hex("11 c1 d2 '*****' ff ef")), all);
    assertTrue(all.contains(hex("11 c1 50 05 '******' ff ef")), all);
    assertTrue(said(TraceSide.CLIENT).contains(hex("'MYSELF' 1d 4c '************' 1d f0 'ON'")));
  }

  @Test
  void structuredFieldsAreLookedInto() {
    tn3270e();
    host(
        "00 00 00 00 00 f3 00 13 40 00 f5 c3 11 40 40 29 01 c0 4c '"
            + CANARY.substring(0, 5)
            + "' 00 ff ef");
    assertTrue(said(TraceSide.HOST).contains(hex("29 01 c0 4c '*****' 00 ff ef")), text::toString);
    // One that is refused for its length.
    host("00 00 00 00 00 f3 00 33 40 00 f5 c3 11 40 40 29 01 c0 4c '" + CANARY + "' ff ef");
    client("00 00 00 00 00 88 00 15 80 00 61 40 40 1d 4c '" + CANARY + "' ff ef");
    assertNoCanary();
  }

  @Test
  void whatIsTypedInNvtModeIsMaskedWhileTheHostDoesTheEcho() {
    host("\"login: \"");
    client("\"myself\" 0d 0a");
    host("ff fb 01 \"password: \"");
    client("ff fd 01");
    client("\"" + CANARY + "\" 0d 0a");
    host("0d 0a ff fc 01 \"welcome\"");
    client("\"list\" 0d 0a");
    assertNoCanary();
    assertEquals(
        hex("\"myself\" 0d 0a ff fd 01 \"************\" 0d 0a \"list\" 0d 0a"),
        said(TraceSide.CLIENT));
  }

  @Test
  void environmentValuesAndAuthenticationAreMasked() {
    client(
        "ff fa 27 00 00 \"USER\" 01 \""
            + CANARY
            + "\" 03 \"IBMELF\" 01 \"YES\" ff f0"
            + " ff fa 25 00 05 \""
            + CANARY
            + "\" ff f0");
    assertNoCanary();
    assertEquals(
        hex(
            "ff fa 27 00 00 \"USER\" 01 \"************\" 03 \"IBMELF\" 01 \"***\" ff f0"
                + " ff fa 25 2a 2a \"************\" ff f0"),
        said(TraceSide.CLIENT));
  }

  @Test
  void aRecordThatNeverEndsIsMaskedWhole() {
    tn3270e();
    host("00 00 00 00 00 f5 c3 11 40 40 1d 4c 'SEC'");
    recorder.connected("another host");
    host("ff fd 28");
    recorder.end();
    String all = said(TraceSide.HOST);
    assertTrue(all.endsWith(hex("00 00 00 00 00 5c 5c 11 5c 5c 1d 5c '***' ff fd 28")), all);
    assertTrue(text.toString().contains("another host"));
  }

  @Test
  void whateverIsHeldIsBounded() {
    tn3270e();
    int before = text.length();
    byte[] part = new byte[50_000];
    Arrays.fill(part, (byte) 0xC1);
    for (int i = 0; i < 3; i++) {
      send(TraceSide.HOST, part);
    }
    assertTrue(text.length() > before + 200_000);
    assertFalse(text.substring(before).contains("c1c1"));
    host("'" + CANARY + "' ff ef");
    host("00 00 00 00 00 f5 c3 'SHOWN' ff ef");
    assertNoCanary();
    assertTrue(said(TraceSide.HOST).endsWith(hex("'SHOWN' ff ef")));
  }

  /** However a session is cut into reads, the same is masked. */
  @Test
  void everyCutMasksTheSame() {
    tn3270e();
    host("00 00 00 00 00 f5 c3 11 40 40 1d 40 'USER' 11 c1 50 1d 4c 'OLD-SECRET' 1d f0 ff ef");
    client("00 00 00 00 00 7d c1 5d 11 40 c1 'MYSELF' 11 c1 d1 '" + CANARY + "' ff ef");
    host("00 00 00 00 00 f1 c3 11 d1 50 'SO ff ff YOU SAID: " + CANARY + "' ff ef ff fc 28");
    recorder.end();
    String host = said(TraceSide.HOST);
    String client = said(TraceSide.CLIENT);
    long seed = Long.getLong("loadstar.seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      text.setLength(0);
      TraceRecorder cut = recorder();
      for (Trace.Read read : sent) {
        byte[] all = read.bytes();
        for (int at = 0; at < all.length; ) {
          int next = round == 0 ? at + 1 : Math.min(all.length, at + 1 + random.nextInt(20));
          cut.sent(read.side(), Arrays.copyOfRange(all, at, next));
          at = next;
        }
      }
      cut.end();
      assertEquals(host, said(TraceSide.HOST));
      assertEquals(client, said(TraceSide.CLIENT));
    }
  }

  /** Whatever comes, nothing is thrown and every byte is accounted for. */
  @Test
  void rubbishIsWrittenToo() {
    tn3270e();
    byte[] agreed = HexFormat.of().parseHex(said(TraceSide.HOST));
    List<byte[]> corpus =
        Stream.of(
                "00 00 00 00 00 f5 c3 11 40 40 1d 40 'USER' 11 c1 50 1d 4c 'SECRET' 1d f0 ff ef",
                "00 00 00 00 00 f1 c3 05 'A' 12 40 40 3c 50 50 08 ad 2c 02 c0 4c 41 f2 08 ad ff ef",
                "00 00 00 00 00 f3 00 0c 40 00 f5 c3 29 01 c0 4c 'AB' 00 05 03 00 80 ff ef",
                "00 00 00 00 00 7d c1 5d 11 40 c1 'MYSELF' 11 c1 d1 'SECRET' 28 42 f1 ff ff ff ef",
                "00 00 00 00 00 88 00 10 80 00 61 40 40 29 02 c0 4c 42 f1 'AB' ff ef",
                "03 00 00 00 00 31 01 03 03 b1 90 30 80 00 87 87 f8 87 00 02 80 00 00 00 00 18 50"
                    + " 18 50 7f ff ef",
                "04 00 00 00 00 01 ff ef ff fa 27 00 00 \"USER\" 01 \"ME\" ff f0 ff fb 01")
            .map(TraceRecorderTest::bytes)
            .toList();
    Mutations.run(
        "traces",
        corpus,
        6,
        input -> {
          text.setLength(0);
          TraceRecorder rubbish = recorder();
          rubbish.sent(TraceSide.HOST, agreed);
          rubbish.sent(TraceSide.CLIENT, bytes("ff fb 28"));
          for (TraceSide side : TraceSide.values()) {
            rubbish.sent(side, input);
          }
          rubbish.end();
          long length = 0;
          for (String line : text.toString().split("\n")) {
            boolean data = line.startsWith("<") || line.startsWith(">");
            length += data ? (line.length() - line.lastIndexOf(' ') - 1) / 2 : 0;
          }
          assertEquals(agreed.length + 3 + 2 * input.length, length);
        });
  }
}
