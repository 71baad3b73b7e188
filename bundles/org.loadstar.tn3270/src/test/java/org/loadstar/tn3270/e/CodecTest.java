// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.testkit.Mutations;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.ProtocolException.Reason;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeIs;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeReject;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeRequest;
import org.loadstar.tn3270.e.Tn3270eMessage.FunctionsIs;
import org.loadstar.tn3270.e.Tn3270eMessage.FunctionsRequest;
import org.loadstar.tn3270.e.Tn3270eMessage.SendDeviceType;

/** The bytes of TN3270E; those in hexadecimal are from recorded sessions or RFC 2355. */
class CodecTest {
  private static final Set<Tn3270eFunction> FUNCTIONS =
      new LinkedHashSet<>(
          List.of(
              Tn3270eFunction.SYSREQ,
              Tn3270eFunction.BIND_IMAGE,
              Tn3270eFunction.SNA_SENSE,
              new Tn3270eFunction(255)));

  private static final Map<String, Tn3270eMessage> MESSAGES =
      Map.of(
          "0802", new SendDeviceType(),
          "020749424d2d333237382d342d45", new DeviceTypeRequest("IBM-3278-4-E", null, null),
          "020749424d2d333237382d342d4501666f6f",
              new DeviceTypeRequest("IBM-3278-4-E", "foo", null),
          "020749424d2d333238372d310054455354", new DeviceTypeRequest("IBM-3287-1", null, "TEST"),
          "020449424d2d333237382d342d45014930303030303037",
              new DeviceTypeIs("IBM-3278-4-E", "I0000007"),
          "020449424d2d44594e414d4943", new DeviceTypeIs("IBM-DYNAMIC", null),
          "02060501", new DeviceTypeReject(RejectReason.DEVICE_IN_USE),
          "0307040006ff", new FunctionsRequest(FUNCTIONS),
          "0304040006ff", new FunctionsIs(FUNCTIONS),
          "0304", new FunctionsIs(Set.of()));

  @Test
  void subnegotiationsAreReadAndWritten() {
    MESSAGES.forEach(
        (hex, message) -> {
          assertEquals(message, Tn3270eMessage.decode(bytes(hex)));
          assertEquals(hex, written(message::encode));
        });
  }

  @Test
  void functionsKeepTheirOrderAndLoseTheirDoubles() {
    Tn3270eMessage message = Tn3270eMessage.decode(bytes("0307040006040000"));
    assertNotNull(message);
    assertEquals("0307040006", written(message::encode));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000", "0803", "02080000", "020600", "0306", "ff02", "03ff05"})
  void aCommandThatTheStandardDoesNotKnowIsNothing(String hex) {
    assertNull(Tn3270eMessage.decode(bytes(hex)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', TRUNCATED",
    "08, TRUNCATED",
    "0206, TRUNCATED",
    "020605, TRUNCATED",
    "0207, MALFORMED",
    "020701, MALFORMED",
    "02074942 01, MALFORMED",
    "02074942 02 41, MALFORMED",
    "0207 49c4, MALFORMED",
    "0207 497f, MALFORMED",
    "02044942 01 4100, "
  })
  void aKnownCommandThatCannotBeReadIsRefused(String hex, Reason reason) {
    if (reason == null) {
      assertNotNull(Tn3270eMessage.decode(bytes(hex)), "padding behind the name is ignored");
    } else {
      assertReason(reason, () -> Tn3270eMessage.decode(bytes(hex)));
    }
  }

  @Test
  void aNameLongerThanTheLimitIsRefused() {
    String longest = "0207" + "41".repeat(Tn3270eMessage.MAX_NAME);
    assertNotNull(Tn3270eMessage.decode(bytes(longest)));
    assertReason(Reason.MALFORMED, () -> Tn3270eMessage.decode(bytes(longest + "41")));
  }

  @Test
  void aRequestHasNotBothNames() {
    assertThrows(
        IllegalArgumentException.class, () -> new DeviceTypeRequest("IBM-3287-1", "A", "B"));
  }

  @Test
  void headersAreReadAndWritten() {
    ByteBuf record = bytes("000002002d7ec111");
    Tn3270eHeader header = Tn3270eHeader.decode(record);
    assertEquals(
        new Tn3270eHeader(DataType.DATA_3270, 0, Tn3270eHeader.ALWAYS_RESPONSE, 45), header);
    assertEquals(3, record.readableBytes());
    assertEquals("000002002d", written(header::encode));
    assertEquals("0500000000", written(Tn3270eHeader.of(DataType.NVT_DATA)::encode));
    assertReason(Reason.TRUNCATED, () -> Tn3270eHeader.decode(bytes("00000000")));
    for (int code = 0; code < 256; code++) {
      ByteBuf unknown = Unpooled.buffer().writeByte(code).writeInt(-1);
      assertEquals(
          new Tn3270eHeader(new DataType(code), 255, 255, 65535), Tn3270eHeader.decode(unknown));
    }
  }

  @Test
  void sequenceNumbersBeginAgainAfter32767() {
    assertEquals(1, Tn3270eHeader.next(0));
    assertEquals(0, Tn3270eHeader.next(32767));
    assertEquals(0, Tn3270eHeader.next(65535));
  }

  @Test
  void responsesAreReadAndWritten() {
    Map<String, ResponseMessage> responses =
        Map.of(
            "020000002d00", ResponseMessage.positive(45),
            "020001000202", ResponseMessage.negative(2, ResponseMessage.OPERATION_CHECK),
            "020001ff00fe", ResponseMessage.negative(0xFF00, 0xFE));
    responses.forEach(
        (hex, response) -> {
          ByteBuf record = bytes(hex);
          assertEquals(response, ResponseMessage.decode(Tn3270eHeader.decode(record), record));
          assertEquals(hex, written(response::encode));
        });
    ByteBuf empty = bytes("0200000001");
    Tn3270eHeader header = Tn3270eHeader.decode(empty);
    assertReason(Reason.TRUNCATED, () -> ResponseMessage.decode(header, empty));
  }

  @ParameterizedTest
  @CsvSource({
    "31010303b1903080008787f8870002800000000018502b507f000008c9c2d4f0d4d6d5f20005007e,"
        + " 24, 80, 43, 80, IBM0MON2",
    "31010303b1903080008787f88700028000000000185000007e000008c9c2d4f0d4d6d5f2,"
        + " 24, 80, 24, 80, IBM0MON2",
    "31010303b1903080008787f880000280000000000000000003000008e3e2d6d9f0f0f0f1,"
        + " 24, 80, 0, 0, TSOR0001",
    "31010303b190308000008787000002800000000018502b507e00, 24, 80, 24, 80, ''",
    "31010303b190308000808787f887000280000000000000000000, 24, 80, 24, 80, ''",
    "31010303b190308000808787f8870002800000000018502b5055, 0, 0, 0, 0, ''",
    "31010303b1903080008087f88700028000000000185018500200000c5b7b7c40c18140404040404040404040,"
        + " 24, 80, 24, 80, '$#@ A?'",
    "31, 24, 80, 24, 80, ''"
  })
  void bindImagesAreRead(
      String hex, int rows, int columns, int alternateRows, int alternateColumns, String name) {
    assertEquals(
        new BindImage(rows, columns, alternateRows, alternateColumns, name),
        BindImage.decode(bytes(hex)));
  }

  @Test
  void whatIsNoBindIsRefused() {
    assertReason(Reason.MALFORMED, () -> BindImage.decode(bytes("32010303")));
    assertReason(Reason.MALFORMED, () -> BindImage.decode(bytes("")));
    assertThrows(IllegalArgumentException.class, () -> new BindImage(24, 256, 0, 0, ""));
    assertThrows(IllegalArgumentException.class, () -> new BindImage(24, 80, 0, 0, "NINECHARS"));
  }

  @Test
  void bindImagesAreReadBackAsWritten() {
    for (BindImage bind :
        List.of(
            new BindImage(24, 80, 43, 80, "ABCIJRSZ"),
            new BindImage(24, 80, 27, 132, "$#@0189"),
            new BindImage(24, 80, 0, 0, ""))) {
      ByteBuf out = Unpooled.buffer();
      bind.encode(out);
      assertEquals(bind, BindImage.decode(out));
    }
  }

  @Test
  void unbindReasonsAreReadAndWritten() {
    assertEquals(UnbindReason.NORMAL, UnbindReason.decode(bytes("01")));
    assertEquals(UnbindReason.NORMAL, UnbindReason.decode(bytes("")));
    assertEquals(new UnbindReason(0x77), UnbindReason.decode(bytes("77")));
    assertEquals("0f", written(UnbindReason.CLEANUP::encode));
  }

  @Test
  void openValuesAreNamedOrTellTheirCode() {
    assertEquals("3270-DATA BID DATA-TYPE 10", names(DataType.DATA_3270, DataType.BID, 10));
    assertEquals(
        "BIND-IMAGE SNA-SENSE FUNCTION 7",
        names(Tn3270eFunction.BIND_IMAGE, Tn3270eFunction.SNA_SENSE, 7));
    assertEquals(
        "CONN-PARTNER UNSUPPORTED-REQ REASON 8",
        names(RejectReason.CONN_PARTNER, RejectReason.UNSUPPORTED_REQ, 8));
    assertEquals("NORMAL CLEANUP UNBIND 3", names(UnbindReason.NORMAL, UnbindReason.CLEANUP, 3));
  }

  private static String names(Object first, Object last, int unknown) {
    Object other =
        first instanceof DataType
            ? new DataType(unknown)
            : first instanceof Tn3270eFunction
                ? new Tn3270eFunction(unknown)
                : first instanceof RejectReason
                    ? new RejectReason(unknown)
                    : new UnbindReason(unknown);
    return first + " " + last + " " + other;
  }

  @Test
  void mutatedSubnegotiationsAreReadOrRefused() {
    Map<String, Integer> seen = new TreeMap<>();
    List<byte[]> corpus =
        MESSAGES.keySet().stream().sorted().map(hex -> HexFormat.of().parseHex(hex)).toList();
    Mutations.run(
        "tn3270e subnegotiation",
        corpus,
        2,
        input -> {
          Tn3270eMessage message = null;
          try {
            message = Tn3270eMessage.decode(Unpooled.wrappedBuffer(input));
          } catch (ProtocolException e) {
            count(seen, e.reason());
          }
          if (message != null) {
            count(seen, message.getClass().getSimpleName());
            ByteBuf again = Unpooled.buffer();
            message.encode(again);
            assertEquals(message, Tn3270eMessage.decode(again));
          }
        });
    System.out.println("tn3270e messages " + seen);
    for (Tn3270eMessage message : MESSAGES.values()) {
      assertTrue(seen.get(message.getClass().getSimpleName()) >= 1000, seen::toString);
    }
    int refused = seen.getOrDefault("TRUNCATED", 0) + seen.getOrDefault("MALFORMED", 0);
    int read = seen.values().stream().mapToInt(Integer::intValue).sum() - refused;
    assertTrue(read >= Mutations.runs() / 3, seen::toString);
    assertTrue(refused > 0, seen::toString);
  }

  @Test
  void mutatedRecordsAreReadOrRefused() {
    List<byte[]> corpus = new ArrayList<>();
    for (String hex :
        List.of(
            "000002002d7ec111",
            "0100010001c1c2",
            "020000002d00",
            "020001000202",
            "030000000031010303b1903080008787f8870002800000000018502b507f000008c9c2d4f0d4d6d5f2",
            "040000000001",
            "050000000041",
            "0600000000",
            "0700000000c1",
            "0800000000",
            "0900000000")) {
      corpus.add(HexFormat.of().parseHex(hex));
    }
    Map<String, Integer> seen = new TreeMap<>();
    Mutations.run(
        "tn3270e record",
        corpus,
        5,
        input -> {
          try {
            ByteBuf record = Unpooled.wrappedBuffer(input);
            Tn3270eHeader header = Tn3270eHeader.decode(record);
            count(seen, header.dataType().code() > 9 ? "other" : header.dataType());
            switch (header.dataType().code()) {
              case 2 -> ResponseMessage.decode(header, record);
              case 3 -> assertFalse(BindImage.decode(record).primaryLu().length() > 8);
              case 4 -> UnbindReason.decode(record);
              default -> {}
            }
          } catch (ProtocolException e) {
            count(seen, e.reason());
          }
        });
    System.out.println("tn3270e records " + seen);
    for (int code = 0; code <= 9; code++) {
      assertTrue(seen.get(new DataType(code).toString()) >= 1000, seen::toString);
    }
    assertTrue(seen.get("TRUNCATED") > 0 && seen.get("MALFORMED") > 0, seen::toString);
  }

  private static void count(Map<String, Integer> seen, Object what) {
    seen.merge(what.toString(), 1, Integer::sum);
  }

  private static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static String written(Consumer<ByteBuf> encode) {
    ByteBuf out = Unpooled.buffer();
    encode.accept(out);
    return ByteBufUtil.hexDump(out);
  }

  private static void assertReason(Reason reason, Runnable run) {
    assertEquals(reason, assertThrows(ProtocolException.class, run::run).reason());
  }
}
