// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.ProtocolException.Reason;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.screen.ScreenSize;

/** What a host reads of a display's answer. */
class InboundRecordTest {
  private static InboundRecord parse(String hex) {
    byte[] record = HexFormat.of().parseHex(hex.replace(" ", ""));
    return InboundRecord.parse(record, ScreenSize.MODEL_2);
  }

  @Test
  void fieldsHaveAddressAndText() {
    InboundRecord record = parse("7d c150 11 40c8 c1c2 11 c150 28 42f2 f1 08ad 11 5d7f");
    assertEquals(Aid.ENTER, record.aid());
    assertEquals(80, record.cursor());
    assertEquals(3, record.fields().size());
    assertEquals("AB", record.field(8).orElseThrow().text(CodePage.CP037));
    assertEquals("1 ", record.field(80).orElseThrow().text(CodePage.CP037));
    assertEquals(0, record.field(1919).orElseThrow().length());
    assertEquals(
        "InboundRecord[ENTER, cursor 80, fields [@8[2], @80[2], @1919[0]]]", record.toString());
  }

  @Test
  void anUnformattedScreenIsOneFieldAtZero() {
    assertEquals("XYZ", parse("f3 4040 e7e8e9").field(0).orElseThrow().text(CodePage.CP037));
  }

  @Test
  void shortReadsAndStructuredFieldsHaveNoFields() {
    assertEquals("InboundRecord[CLEAR, cursor 0, fields []]", parse("6d").toString());
    InboundRecord replies = parse("88 0004 81ff");
    assertEquals(Aid.STRUCTURED_FIELD, replies.aid());
    assertArrayEquals(new byte[] {0, 4, (byte) 0x81, (byte) 0xFF}, replies.structuredFields());
  }

  @ParameterizedTest
  @CsvSource({
    "'', TRUNCATED",
    "7d40, TRUNCATED",
    "7d5e40, INVALID_ADDRESS",
    "7d404011, TRUNCATED",
    "7d40401140, TRUNCATED",
    "7d4040115e40, INVALID_ADDRESS",
    "7d404028, TRUNCATED",
    "7d40402842, TRUNCATED",
    "7d404008, TRUNCATED",
    "7d40401d60, INVALID_ORDER",
    "7d404029, INVALID_ORDER"
  })
  void malformedRecordsAreRefused(String hex, Reason reason) {
    ProtocolException fault = assertThrows(ProtocolException.class, () -> parse(hex));
    assertEquals(reason, fault.reason());
  }
}
