// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.tn3270.ProtocolException.Reason;
import org.loadstar.tn3270.screen.KeyboardLock;

/** Records that are refused, with the response code that s3270 gives. */
class MalformedRecordTest {
  @ParameterizedTest
  @CsvSource({
    "11, INVALID_ADDRESS",
    "1140, INVALID_ADDRESS",
    "115e40, INVALID_ADDRESS",
    "110780, INVALID_ADDRESS",
    "1d, INVALID_ORDER",
    "28, INVALID_ORDER",
    "2842, INVALID_ORDER",
    "2c, INVALID_ORDER",
    "2c01c0, INVALID_ORDER",
    "08, INVALID_ORDER",
    "12, INVALID_ADDRESS",
    "125e40, INVALID_ADDRESS",
    "3c, INVALID_ADDRESS",
    "3c40, INVALID_ADDRESS",
    "3c5e40c1, INVALID_ADDRESS",
    "3c40c1, INVALID_ORDER",
    "3c40c108, INVALID_ORDER"
  })
  void anOrderCutShortOrOutsideTheScreenIsAnOperationCheck(String order, Reason reason) {
    Display display = Display.showing("f5c2 c1");
    display.screen.setLock(KeyboardLock.WAIT);
    Outcome outcome = display.host("f1c2 d1" + order);
    Outcome.Negative negative = assertInstanceOf(Outcome.Negative.class, outcome);
    assertEquals(reason, negative.reason());
    assertEquals(2, negative.responseCode());
    assertEquals("d1", display.row(), "what came before stays");
    assertEquals(KeyboardLock.UNLOCKED, display.screen.lock(), "the operator is not locked out");
  }

  @ParameterizedTest
  @CsvSource({
    "29, SF(c0=c0)",
    "2901, SF(c0=c0)",
    "290142, SF(c0=c0)",
    "29ff42f2, 'SF(c0=c0,42=f2)'",
    "2902c06042, SF(c0=e0)"
  })
  void whatCameOfAStartFieldExtendedCutShortStartsAField(String order, String field) {
    Display display = Display.showing("f5c2 c1");
    Outcome outcome = display.host("f1c2 d1" + order);
    assertEquals(2, assertInstanceOf(Outcome.Negative.class, outcome).responseCode());
    assertEquals("d1 " + field, display.row());
  }

  @ParameterizedTest
  @ValueSource(strings = {"7f", "00", "0b", "f7c2", "ff", "40"})
  void anUnknownCommandIsRejected(String record) {
    Display display = Display.showing("f5c2 c1");
    Outcome.Negative negative = assertInstanceOf(Outcome.Negative.class, display.host(record));
    assertEquals(Reason.INVALID_COMMAND, negative.reason());
    assertEquals(0, negative.responseCode());
    assertEquals("c1", display.row());
  }

  @ParameterizedTest
  @ValueSource(strings = {"f1", "f5", "7e", "01"})
  void aWriteWithoutControlCharacterIsAnOperationCheck(String record) {
    Outcome.Negative negative =
        assertInstanceOf(Outcome.Negative.class, Display.showing("f5c2 c1").host(record));
    assertEquals(2, negative.responseCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f300",
        "f30002",
        "f3000909",
        "f300047700",
        "f3000509000100",
        "f3000301",
        "f300040100",
        "f300050100ff",
        "f30005010002",
        "f300050101f6",
        "f3000501ff03",
        "f3000701ff032086",
        "f3000501ff44",
        "f300040c01",
        "f300050c0003",
        "f300050c0010",
        "f3000303",
        "f300040301",
        "f30005038000",
        "f300040900",
        "f30005090100",
        "f30005090003",
        "f300044000",
        "f300064001f1c2",
        "f3000640000fc2",
        "f30006400001c2",
        "f3000501000e",
        "f3000640006dc2",
        "f3000501ff02000501ff02"
      })
  void aMalformedStructuredFieldIsACommandReject(String record) {
    Outcome.Negative negative =
        assertInstanceOf(Outcome.Negative.class, Display.showing("f5c2 c1").host(record));
    assertEquals(0, negative.responseCode());
  }

  @Test
  void theDetailHasNoDataOfTheRecord() {
    Outcome.Negative negative =
        (Outcome.Negative) Display.showing("f5c2 c1").host("f1c2 e7e8e9 115e40");
    assertFalse(negative.toString().contains("e7"), negative.toString());
    assertEquals("address of SBA", negative.detail());
  }
}
