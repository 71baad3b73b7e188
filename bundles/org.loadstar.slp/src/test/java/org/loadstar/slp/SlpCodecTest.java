// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.loadstar.slp.Messages.bytes;
import static org.loadstar.slp.Messages.decode;
import static org.loadstar.slp.Messages.encode;
import static org.loadstar.slp.Messages.entry;
import static org.loadstar.slp.Messages.scopes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.loadstar.slp.SlpException.Reason;

class SlpCodecTest {
  static List<SlpMessage> messages() {
    return Messages.all();
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyMessageComesBackEqual(SlpMessage message) throws SlpException {
    byte[] wire = encode(message);
    assertEquals(message, decode(wire));
    assertArrayEquals(wire, encode(decode(wire)));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyCutOfAMessageIsRefused(SlpMessage message) {
    byte[] wire = encode(message);
    for (int length = 0; length < wire.length; length++) {
      byte[] cut = Arrays.copyOf(wire, length);
      SlpException fault = assertThrows(SlpException.class, () -> decode(cut));
      assertEquals(length < 14 ? Reason.TRUNCATED : Reason.LENGTH_MISMATCH, fault.reason());
      assertEquals(0, fault.getStackTrace().length);
    }
  }

  @Test
  void aServiceRequestHasTheLayoutOfSection81() {
    byte[] expected =
        bytes(
            "02 01 000041 2000 000000 0001 0002 'en' 0008 '10.0.0.1' 000e 'service:tn3270' 0007"
                + " 'DEFAULT' 0008 '(LOAD=1)' 0002 'sp'");
    assertArrayEquals(
        expected,
        encode(
            new SrvRqst(
                SlpHeader.v2(1).with(SlpHeader.REQUEST_MCAST),
                List.of("10.0.0.1"),
                "service:tn3270",
                Scopes.DEFAULT,
                "(LOAD=1)",
                "sp")));
  }

  @Test
  void aServiceReplyHasTheLayoutOfSections82And43() {
    byte[] expected =
        bytes("02 02 000025 0000 000000 ffff 0002 'en' 0000 0001 00 003c 000b 's:t://h1:23' 00");
    SrvRply reply =
        new SrvRply(SlpHeader.v2(0xFFFF), SlpError.OK, List.of(new UrlEntry(60, "s:t://h1:23")));
    assertArrayEquals(expected, encode(reply));
  }

  @Test
  void aRegistrationAndItsAcknowledgmentHaveTheLayoutOfSections83And84() {
    assertArrayEquals(
        bytes(
            "02 03 00002a 4000 000000 0007 0002 'en' 00 ffff 0003 'u:x' 00 0001 'u' 0001 'A'"
                + " 0008 '(LOAD=0)' 00"),
        encode(
            new SrvReg(
                SlpHeader.v2(7).with(SlpHeader.FRESH),
                new UrlEntry(65535, "u:x"),
                "u",
                scopes("A"),
                "(LOAD=0)",
                List.of())));
    assertArrayEquals(
        bytes("02 05 000012 0000 000000 0007 0002 'en' 000d"),
        encode(new SrvAck(SlpHeader.v2(7), SlpError.INVALID_UPDATE)));
    assertArrayEquals(
        bytes(
            "02 04 000024 0000 000000 0007 0002 'en' 0001 'A' 00 0000 0003 'u:x' 00 0006 'LOAD,B'"),
        encode(
            new SrvDeReg(
                SlpHeader.v2(7), scopes("A"), new UrlEntry(0, "u:x"), List.of("LOAD", "B"))));
  }

  @Test
  void attributeRequestAndReplyHaveTheLayoutOfSection10() {
    assertArrayEquals(
        bytes(
            "02 06 000026 0000 000000 0009 0002 'en' 0000 0003 'u:x' 0001 'A' 0008 'LOAD,LU*' 0000"),
        encode(
            new AttrRqst(
                SlpHeader.v2(9), List.of(), "u:x", scopes("A"), List.of("LOAD", "LU*"), "")));
    assertArrayEquals(
        bytes("02 07 00001f 0000 000000 0009 0002 'en' 0000 000a '(LOAD=100)' 00"),
        encode(new AttrRply(SlpHeader.v2(9), SlpError.OK, "(LOAD=100)", List.of())));
  }

  @Test
  void advertisementsHaveTheLayoutOfSections85And86() {
    assertArrayEquals(
        bytes(
            "02 08 000028 0000 000000 0000 0002 'en' 0000 80000001 0003 'd:a' 0001 'A' 0003 'x=y'"
                + " 0002 'sp' 00"),
        encode(
            new DAAdvert(
                SlpHeader.v2(0),
                SlpError.OK,
                0x8000_0001L,
                "d:a",
                scopes("A"),
                "x=y",
                "sp",
                List.of())));
    assertArrayEquals(
        bytes("02 0b 00001c 0000 000000 0005 0002 'en' 0003 's:a' 0001 'A' 0001 'K' 00"),
        encode(new SAAdvert(SlpHeader.v2(5), "s:a", scopes("A"), "K", List.of())));
  }

  @Test
  void extensionsAreChainedByOffsetsFromTheMessagesBeginning() {
    SlpHeader header =
        SlpHeader.v2(1)
            .withExtensions(
                List.of(
                    new Extension(2, Opaque.copyOf(new byte[5])),
                    new Extension(0x4002, Opaque.copyOf(new byte[] {0, 3}))));
    assertArrayEquals(
        bytes(
            "02 05 000023 0000 000012 0001 0002 'en' 0000 0002 00001c 0000000000 4002 000000 0003"),
        encode(new SrvAck(header, SlpError.OK)));
  }

  @ParameterizedTest
  @CsvSource({
    // an offset inside the header, on itself, backwards, past the end, in the last four bytes
    "000005, 00001c",
    "000012, 000012",
    "000012, 000001",
    "000012, 000024",
    "000012, 00001f",
    "000024, 00001c"
  })
  void extensionOffsetsMustGrowAndStayInside(String first, String second) {
    byte[] wire =
        bytes(
            "02 05 000023 0000 "
                + first
                + " 0001 0002 'en' 0000 0002 "
                + second
                + " 0000000000 4002 000000 0003");
    SlpException fault = assertThrows(SlpException.class, () -> decode(wire));
    assertEquals(Reason.BAD_EXTENSION, fault.reason());
  }

  @ParameterizedTest
  @CsvSource({
    "BAD_VERSION, 03 05 000012 0000 000000 0001 0002 656e 0000",
    "BAD_VERSION, 00 05 000012 0000 000000 0001 0002 656e 0000",
    "LENGTH_MISMATCH, 02 05 000013 0000 000000 0001 0002 656e 0000",
    "LENGTH_MISMATCH, 02 05 ffffff 0000 000000 0001 0002 656e 0000",
    "BAD_LANGUAGE, 02 05 000012 0000 000000 0001 0005 656e 0000",
    "BAD_LANGUAGE, 02 05 000012 0000 000000 0001 0002 6500 0000",
    "TRUNCATED, 02 05 000011 0000 000000 0001 0002 656e 00",
    "TRAILING_BYTES, 02 05 000013 0000 000000 0001 0002 656e 0000 00",
    "BAD_STRING, 02 07 000017 0000 000000 0001 0002 656e 0000 0002 c328 00",
    "BAD_SERVICE_TYPE, 02 01 00001a 0000 000000 0001 0002 656e 0000 0000 0000 0000 0000",
    "TRUNCATED, 02 07 000017 0000 000000 0001 0002 656e 0000 ffff 4142 00",
    "BAD_AUTH_BLOCK, 02 07 00001f 0000 000000 0001 0002 656e 0000 0000 01 0002 0009 0000000000 00",
    "TRUNCATED, 02 07 00001f 0000 000000 0001 0002 656e 0000 0000 01 0002 000b 0000000000 00",
    "BAD_SCOPE, 02 09 000019 0000 000000 0001 0002 656e 0000 0000 0003 412a42"
  })
  void malformedMessagesAreRefusedForTheirReason(Reason reason, String wire) {
    SlpException fault = assertThrows(SlpException.class, () -> decode(bytes(wire)));
    assertEquals(reason, fault.reason(), fault.getMessage());
  }

  @Test
  void aReplacementCharacterThatWasReallySentIsNoFault() throws SlpException {
    AttrRply reply = new AttrRply(SlpHeader.v2(1), SlpError.OK, "(a=\uFFFD)", List.of());
    assertEquals(reply, decode(encode(reply)));
  }

  @ParameterizedTest
  @CsvSource({"02", "07", "08", "0a"})
  void anErrorReplyMayEndAfterItsCode(String function) throws SlpException {
    SlpMessage reply = decode(bytes("02 " + function + " 000012 0000 000000 0001 0002 'en' 0004"));
    assertEquals(1, reply.header().xid());
    SlpException fault =
        assertThrows(
            SlpException.class,
            () -> decode(bytes("02 " + function + " 000012 0000 000000 0001 0002 'en' 0000")));
    assertEquals(Reason.TRUNCATED, fault.reason());
  }

  @Test
  void theWholeEntriesOfACutOverflowingReplyCount() throws SlpException {
    byte[] wire = encode(new SrvRply(SlpHeader.v2(1), SlpError.OK, List.of(entry(1), entry(2))));
    byte[] cut = Arrays.copyOf(wire, wire.length - 3);
    cut[4] = (byte) cut.length;
    assertEquals(Reason.TRUNCATED, assertThrows(SlpException.class, () -> decode(cut)).reason());
    cut[5] = (byte) 0x80;
    assertEquals(List.of(entry(1)), ((SrvRply) decode(cut)).urlEntries());
  }

  @Test
  void aMalformedUnicastRequestCanBeAnswered() throws SlpException {
    byte[] wire = bytes("02 01 00001a 0000 000000 0042 0002 'de' 0000 0000 0000 0000 0000");
    SlpException fault = assertThrows(SlpException.class, () -> decode(wire));
    SlpEnvelope envelope = SlpCodec.decodeHeader(Unpooled.wrappedBuffer(wire));
    assertEquals(
        Optional.of(new SrvRply(SlpHeader.v2(0x42).withLanguage("de"), SlpError.PARSE_ERROR)),
        envelope.errorReply(fault.error()));
  }

  @Test
  void multicastRequestsAndRepliesAreNeverAnsweredWithAnError() throws SlpException {
    for (SlpMessage message : Messages.all()) {
      SlpEnvelope envelope = SlpCodec.decodeHeader(Unpooled.wrappedBuffer(encode(message)));
      boolean answered = envelope.errorReply(SlpError.PARSE_ERROR).isPresent();
      assertEquals(
          message instanceof SrvReg
              || message instanceof SrvDeReg
              || message instanceof AttrRqst
              || message instanceof SrvTypeRqst,
          answered,
          message.toString());
    }
  }

  @Test
  void aLaterVersionIsToldSoInVersion2() throws SlpException {
    byte[] wire = bytes("03 01 000010 0000 000000 0042 0002 'en'");
    SlpEnvelope envelope = SlpCodec.decodeHeader(Unpooled.wrappedBuffer(wire));
    SlpMessage reply = envelope.errorReply(Reason.BAD_VERSION.error()).orElseThrow();
    assertEquals(new SrvRply(SlpHeader.v2(0x42), SlpError.VER_NOT_SUPPORTED), reply);
  }

  @Test
  void aStreamIsCutByTheDeclaredLengths() throws SlpException {
    ByteBuf stream = Unpooled.wrappedBuffer(bytes("ee 02 01 001234 0000"));
    stream.skipBytes(1);
    assertEquals(-1, SlpCodec.frameLength(stream.slice(1, 4), 10_000));
    assertEquals(0x1234, SlpCodec.frameLength(stream, 10_000));
    assertEquals(
        Reason.TOO_LARGE,
        assertThrows(SlpException.class, () -> SlpCodec.frameLength(stream, 0x1233)).reason());
    assertThrows(
        SlpException.class,
        () -> SlpCodec.frameLength(Unpooled.wrappedBuffer(bytes("02 01 00000d")), 10_000));
    assertThrows(
        SlpException.class,
        () -> SlpCodec.frameLength(Unpooled.wrappedBuffer(bytes("00 01 001234")), 10_000));
  }

  @Test
  void anEncoderThatRefusesLeavesTheBufferAsItWas() {
    ByteBuf out = Unpooled.buffer().writeInt(1);
    SlpMessage tooLong = new AttrRply(SlpHeader.v2(1), SlpError.OK, "a".repeat(65_536), List.of());
    SlpMessage otherVersion = new SrvAck(new SlpHeader(3, 0, 1, "en", List.of()), SlpError.OK);
    assertThrows(IllegalArgumentException.class, () -> SlpCodec.encode(otherVersion, out));
    assertThrows(IllegalArgumentException.class, () -> SlpCodec.encode(tooLong, out));
    assertEquals(4, out.readableBytes());
  }
}
