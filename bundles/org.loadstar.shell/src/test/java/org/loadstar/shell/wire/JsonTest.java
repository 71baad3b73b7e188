// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void whatIsWrittenIsReadAgain() throws JsonException {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("text", "a\"b\\c\n\t\u0001 \u00e4\u20ac \ud83d\ude00");
    value.put("list", Arrays.asList(1L, -7L, true, false, null, List.of(), Map.of()));
    value.put("fraction", new BigDecimal("0.25"));
    assertEquals(value, JsonReader.read(JsonWriter.write(value)));
  }

  @Test
  void aDocumentIsOneLine() {
    assertEquals("{\"a\":\"x\\ny\"}", JsonWriter.write(Map.of("a", "x\ny")));
  }

  @Test
  void aNumberThatJsonDoesNotHaveIsNull() {
    assertEquals("[null]", JsonWriter.write(List.of(Double.NaN)));
  }

  @Test
  void commentsAreSkipped() throws JsonException {
    assertEquals(List.of(1L), JsonReader.read("// one\n[ /* two */ 1 // three\n]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1,",
        "{\"a\"}",
        "{\"a\":1,}",
        "[1 2]",
        "nul",
        "01",
        "1.",
        "+1",
        "\"a",
        "\"\\x\"",
        "\"\\u12g4\"",
        "{\"a\":1,\"a\":2}",
        "/* no end",
        "{} {}",
        "{a:1}",
        "\"\t\""
      })
  void whatIsNotJsonIsRefused(String text) {
    assertThrows(JsonException.class, () -> JsonReader.read(text));
  }

  @Test
  void aFaultIsToldWithItsLineAndColumn() {
    JsonException e =
        assertThrows(JsonException.class, () -> JsonReader.read("{\n  \"a\": 1\n  \"b\": 2\n}"));
    assertEquals(3, e.line());
    assertEquals("line 3, column 3: ',' is expected", e.getMessage());
  }

  @Test
  void deepNestingIsRefused() {
    assertThrows(JsonException.class, () -> JsonReader.read("[".repeat(100_000)));
  }

  @Test
  void mutatedTextIsReadOrRefused() {
    String text = new Request("find", List.of("--pool", "A[\"\\]"), true).toLine();
    Random random = new Random(270);
    int read = 0;
    List<Integer> refused = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      char[] chars = text.toCharArray();
      chars[random.nextInt(chars.length)] = (char) (' ' + random.nextInt(96));
      try {
        Request.parse(new String(chars));
        read++;
      } catch (JsonException e) {
        refused.add(e.line());
      }
    }
    assertTrue(read > 10_000 && refused.size() > 10_000, read + " read, " + refused.size());
  }

  @Test
  void aRequestNeedsACommandAndTextArguments() {
    assertThrows(JsonException.class, () -> Request.parse("{}"));
    assertThrows(JsonException.class, () -> Request.parse("[]"));
    assertThrows(JsonException.class, () -> Request.parse("{\"command\":\"a\",\"args\":[1]}"));
    assertThrows(JsonException.class, () -> Request.parse("{\"command\":\"a\",\"args\":\"x\"}"));
  }

  @Test
  void requestsAndRepliesComeBackAsTheyWere() throws JsonException {
    Request request = new Request("bias", List.of("a b", "50"), false);
    assertEquals(request, Request.parse(request.toLine()));
    Reply reply = new Reply(3, "out\n", "err\n");
    assertEquals(reply, Reply.parse(reply.toLine()));
  }
}
