// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.slp.Messages.decode;
import static org.loadstar.slp.Messages.encode;
import static org.loadstar.slp.Messages.scopes;
import static org.loadstar.slp.Messages.v1AuthBlock;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.loadstar.slp.SlpException.Reason;

/** Messages of RFC 2165. */
class V1CodecTest {
  private static final SlpHeader HEADER = SlpHeader.v1(0x1234);

  static Stream<SlpMessage> messages() {
    return IntStream.of(
            CharacterEncoding.US_ASCII,
            CharacterEncoding.LATIN_1,
            CharacterEncoding.UTF_8,
            CharacterEncoding.UCS_2)
        .boxed()
        .flatMap(encoding -> Messages.v1(encoding).stream());
  }

  /** Bytes of a message; {@code ....} stands for the length. */
  private static byte[] bytes(String notation) {
    byte[] bytes = Messages.bytes(notation.replace("....", "0000"));
    if (notation.contains("....")) {
      bytes[2] = (byte) (bytes.length >> 8);
      bytes[3] = (byte) bytes.length;
    }
    return bytes;
  }

  private static void assertLayout(String notation, SlpMessage message) throws SlpException {
    byte[] expected = bytes(notation);
    assertEquals(ByteBufUtil.hexDump(expected), ByteBufUtil.hexDump(encode(message)));
    assertEquals(message, decode(expected));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyMessageComesBackEqualInEveryEncoding(SlpMessage message) throws SlpException {
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
      assertEquals(length < 12 ? Reason.TRUNCATED : Reason.LENGTH_MISMATCH, fault.reason());
      boolean mayEndEarly =
          message instanceof UnknownMessage || message.header().has(SlpHeader.OVERFLOW);
      if (length >= 12 && !mayEndEarly) {
        cut[2] = (byte) (length >> 8);
        cut[3] = (byte) length;
        fault = assertThrows(SlpException.class, () -> decode(cut));
        assertEquals(Reason.TRUNCATED, fault.reason());
      }
    }
  }

  @Test
  void aServiceRequestHasTheLayoutOfSections4And5() throws SlpException {
    assertLayout(
        "01 01 003b 40 00 'en' 0003 1234 0008 '10.0.0.1' 0023"
            + " 'TN3270/ENG/LUPOOL_==_POOL2' 09 '3270002/'",
        new SrvRqst(
            HEADER.with(SlpHeader.MONOLINGUAL),
            List.of("10.0.0.1"),
            "service:TN3270",
            scopes("ENG"),
            "(LUPOOL=POOL2\\093270002)",
            ""));
    assertLayout(
        "01 01 .... 00 00 'en' 0003 1234 0000 0012 'directory-agent///'",
        new SrvRqst(HEADER, List.of(), "service:directory-agent", Scopes.NONE, "", ""));
  }

  @Test
  void aServiceReplyHasTheLayoutOfSections42And6() throws SlpException {
    assertLayout(
        "01 02 001f 00 00 'de' 006a 1234 0000 0001 003c 000b 's:t://h1:23'",
        new SrvRply(
            HEADER.withLanguage("de").withCharacterEncoding(CharacterEncoding.UTF_8),
            SlpError.OK,
            List.of(new UrlEntry(60, "s:t://h1:23"))));
    assertLayout(
        "01 02 .... a0 00 'en' 0003 1234 0000 0002"
            + " 0001 0001 'a' 0102030405060708 0001 0001 00"
            + " 0002 0001 'b' 0000000000000000 0000 0000",
        new SrvRply(
            HEADER.with(SlpHeader.OVERFLOW),
            SlpError.OK,
            List.of(new UrlEntry(1, "a", List.of(v1AuthBlock(1))), new UrlEntry(2, "b"))));
  }

  @Test
  void aRegistrationAndItsAcknowledgmentHaveTheLayoutOfSections9To11() throws SlpException {
    assertLayout(
        "01 03 .... 00 00 'en' 0003 1234 ffff 0006 's:u://' 0019 '(SCOPE=A_B),K,(a=x&#44;y)'",
        new SrvReg(
            HEADER,
            new UrlEntry(65535, "s:u://"),
            "s:u",
            scopes("A B"),
            "(SCOPE=A B),K,(a=x\\2cy)",
            List.of()));
    assertLayout(
        "01 05 000e 08 00 'en' 0003 1234 0000",
        new SrvAck(HEADER.with(SlpHeader.FRESH), SlpError.OK));
    assertLayout(
        "01 04 .... 00 00 'en' 0003 1234 0003 'u:x' 0008 'LOAD,LU*'",
        new SrvDeReg(HEADER, Scopes.NONE, new UrlEntry(0, "u:x"), List.of("LOAD", "LU*")));
  }

  @Test
  void signaturesFollowTheirFields() throws SlpException {
    assertLayout(
        "01 03 .... 30 00 'en' 0003 1234 0001 0005 'u://h' 0102030405060708 0001 0001 00"
            + " 0001 'K' 0102030405060708 0001 0002 0000",
        new SrvReg(
            HEADER,
            new UrlEntry(1, "u://h", List.of(v1AuthBlock(1))),
            "u",
            Scopes.NONE,
            "K",
            List.of(v1AuthBlock(2))));
    assertLayout(
        "01 04 .... 20 00 'en' 0003 1234 0001 'u' 0102030405060708 0001 0001 00 0000",
        new SrvDeReg(
            HEADER, Scopes.NONE, new UrlEntry(0, "u", List.of(v1AuthBlock(1))), List.of()));
    assertLayout(
        "01 07 .... 30 00 'en' 0003 1234 0000 0001 'K' 0102030405060708 0001 0003 000000",
        new AttrRply(HEADER, SlpError.OK, "K", List.of(v1AuthBlock(3))));
  }

  @Test
  void attributeRequestAndReplyHaveTheLayoutOfSections12And13() throws SlpException {
    assertLayout(
        "01 06 .... 00 00 'en' 0003 1234 0000 000f 'service:tn3270:' 0001 'A' 0007 'LO*,a&b'",
        new AttrRqst(HEADER, List.of(), "service:tn3270", scopes("A"), List.of("LO*", "a&b"), ""));
    assertLayout(
        "01 07 001a 00 00 'en' 0003 1234 0000 000a '(LOAD=100)'",
        new AttrRply(HEADER, SlpError.OK, "(LOAD=100)", List.of()));
  }

  @Test
  void anAdvertisementHasTheLayoutOfSection14() throws SlpException {
    assertLayout(
        "01 08 .... 00 00 'en' 0003 0000 0000 0003 's:d' 0003 'A,B'",
        new DAAdvert(
            SlpHeader.v1(0),
            SlpError.OK,
            DAAdvert.BOOT_UNKNOWN,
            "s:d",
            scopes("A,B"),
            "",
            "",
            List.of()));
  }

  @Test
  void typeRequestAndReplyHaveTheLayoutOfSections7And8() throws SlpException {
    assertLayout(
        "01 09 0012 00 00 'en' 0003 1234 0000 ffff 0000",
        new SrvTypeRqst(HEADER, List.of(), null, Scopes.NONE));
    assertLayout(
        "01 09 0012 00 00 'en' 0003 1234 0000 0000 0000",
        new SrvTypeRqst(HEADER, List.of(), "", Scopes.NONE));
    assertLayout(
        "01 0a .... 00 00 'en' 0003 1234 0000 0001 000e 'service:lpr://'",
        new SrvTypeRply(HEADER, SlpError.OK, List.of("service:lpr")));
  }

  @ParameterizedTest
  @CsvSource({
    "service:lpr, 000c, service:lpr:",
    "service:lpr, 000e, service:lpr://",
    "service:lpr, 000d, service:lpr:/",
    "service:lpr, 000b, service:lpr",
    "'', 0003, ://",
    "service:lpr://h, 000f, service:lpr://h",
    "service:lpr://h/, 0010, service:lpr://h/"
  })
  void aTypeIsReadWithAndWithoutItsEnd(String expected, String length, String url)
      throws SlpException {
    String wire = "01 06 .... 00 00 'en' 0003 1234 0000 " + length + " '" + url + "' 0000 0000";
    assertEquals(expected, ((AttrRqst) decode(bytes(wire))).url());
  }

  @Test
  void theCharactersOfAnEncodingAreReadAndWritten() throws SlpException {
    SlpMessage reply = new AttrRply(HEADER, SlpError.OK, "(a=\u00e4)", List.of());
    for (int encoding : new int[] {4, 106, 1000}) {
      SlpMessage encoded = withEncoding(reply, encoding);
      assertEquals(encoded, decode(encode(encoded)));
    }
    assertArrayEquals(
        bytes("01 07 .... 00 00 'en' 0004 1234 0000 0005 '(a=' e4 29"),
        encode(withEncoding(reply, 4)));
    assertArrayEquals(
        bytes("01 07 .... 00 00 'en' 03e8 1234 0000 000a 00280061003d00e40029"),
        encode(withEncoding(reply, 1000)));
    assertThrows(IllegalArgumentException.class, () -> encode(reply));
    assertThrows(IllegalArgumentException.class, () -> encode(withEncoding(reply, 5)));
  }

  private static SlpMessage withEncoding(SlpMessage reply, int encoding) {
    AttrRply r = (AttrRply) reply;
    return new AttrRply(
        r.header().withCharacterEncoding(encoding), r.error(), r.attributeList(), r.authBlocks());
  }

  @Test
  void codeFiveIsAnotherErrorInEachVersion() throws SlpException {
    byte[] wire = bytes("01 05 000e 00 00 'en' 0003 1234 0005");
    assertEquals(SlpError.CHARSET_NOT_UNDERSTOOD, ((SrvAck) decode(wire)).error());
    assertArrayEquals(wire, encode(decode(wire)));
    SrvAck unknown = new SrvAck(HEADER, SlpError.AUTHENTICATION_UNKNOWN);
    assertEquals(SlpError.AUTHENTICATION_FAILED, ((SrvAck) decode(encode(unknown))).error());
    assertEquals("CHARSET_NOT_UNDERSTOOD", SlpError.CHARSET_NOT_UNDERSTOOD.toString());
    assertNotEquals(SlpError.AUTHENTICATION_UNKNOWN, SlpError.CHARSET_NOT_UNDERSTOOD);
  }

  @Test
  void theScopesOfARegistrationAreItsAttributeScope() throws SlpException {
    UrlEntry entry = new UrlEntry(1, "u://h");
    SrvReg plain = new SrvReg(HEADER, entry, "u", scopes("A,b\\2bc"), "(LOAD=1)", List.of());
    SrvReg read = (SrvReg) decode(encode(plain));
    assertEquals("(LOAD=1),(SCOPE=A,b+c)", read.attributeList());
    assertEquals(plain.scopes(), read.scopes());
    SrvReg other = new SrvReg(HEADER, entry, "U", scopes("B"), "(scope=A),K", List.of());
    assertEquals("K,(SCOPE=B)", ((SrvReg) decode(encode(other))).attributeList());
    // signed lists that have the scopes stay as they are
    SrvReg same = new SrvReg(HEADER, entry, "u", scopes("B,A"), "( scope= a , B ) ,K", List.of());
    assertEquals(same.attributeList(), ((SrvReg) decode(encode(same))).attributeList());
  }

  @ParameterizedTest
  @CsvSource({
    "BAD_VERSION, 00 05 000e 00 00 656e 0003 1234 0000",
    "TRUNCATED, 01 05 000b 00 00 656e 0003 12",
    "LENGTH_MISMATCH, 01 05 000f 00 00 656e 0003 1234 0000",
    "BAD_LANGUAGE, 01 05 000e 00 00 0000 0003 1234 0000",
    "BAD_CHARSET, 01 05 000e 00 00 656e 0005 1234 0000",
    "TRAILING_BYTES, 01 05 000f 00 00 656e 0003 1234 0000 00",
    "TRUNCATED, 01 05 000d 00 00 656e 0003 1234 00",
    // bytes that are none of the encoding: high in US-ASCII, odd or lone surrogates in UCS-2
    "BAD_STRING, 01 07 0011 00 00 656e 0003 1234 0000 0001 e4",
    "BAD_STRING, 01 07 0011 00 00 656e 006a 1234 0000 0001 e4",
    "BAD_STRING, 01 07 .... 00 00 656e 03e8 1234 0000 0003 004100",
    "BAD_STRING, 01 07 .... 00 00 656e 03e8 1234 0000 0002 d800",
    "TRUNCATED, 01 07 0011 00 00 656e 0003 1234 0000 ffff 41",
    "BAD_ATTRIBUTES, 01 07 .... 00 00 656e 0003 1234 0000 0003 'A=1'",
    // the attributes' signature without the URL's, and one that is cut
    "BAD_AUTH_BLOCK, 01 07 0011 10 00 656e 0003 1234 0000 0001 41",
    "TRUNCATED, 01 07 .... 30 00 656e 0003 1234 0000 0001 41 0000000000000000 0001 0001",
    "BAD_URL, 01 04 .... 00 00 656e 0003 1234 8000 0000",
    "BAD_URL, 01 03 .... 00 00 656e 0003 1234 0001 0003 'u:x' 0000",
    "BAD_SCOPE, 01 09 .... 00 00 656e 0003 1234 0000 0000 0003 312c32",
    "BAD_SERVICE_TYPE, 01 01 .... 00 00 656e 0003 1234 0000 0003 '///'",
    "BAD_PREDICATE, 01 01 .... 00 00 656e 0003 1234 0000 0004 'lpr/'",
    "TOO_LARGE, 01 0a .... 00 00 656e 0003 1234 0000 ffff"
  })
  void malformedMessagesAreRefusedForTheirReason(Reason reason, String wire) {
    SlpException fault = assertThrows(SlpException.class, () -> decode(bytes(wire)));
    assertEquals(reason, fault.reason(), fault.getMessage());
  }

  static List<SlpMessage> unspeakable() throws SlpException {
    Scopes two = Scopes.parse("A,B");
    UrlEntry entry = new UrlEntry(1, "u://h");
    List<Opaque> blocks = List.of(v1AuthBlock(1), v1AuthBlock(1));
    return List.of(
        new SrvAck(HEADER.withExtensions(List.of(AttributeListExtension.REQUEST)), SlpError.OK),
        new SrvAck(HEADER.withLanguage("gsw"), SlpError.OK),
        new SrvAck(HEADER.withLanguage(""), SlpError.OK),
        new SAAdvert(HEADER, "service:service-agent://h", Scopes.DEFAULT, "", List.of()),
        new SrvRqst(HEADER, List.of(), "service:lpr", two, "", ""),
        new SrvRqst(HEADER, List.of(), "service:lpr", Scopes.NONE, "", "spi"),
        new SrvRqst(HEADER, List.of(), "http", Scopes.NONE, "", ""),
        new SrvRqst(HEADER, List.of(), "service:a:b", Scopes.NONE, "", ""),
        new SrvRqst(HEADER, List.of(), "service:a/b", Scopes.NONE, "", ""),
        new SrvRqst(HEADER, List.of(), "service:a", Scopes.NONE, "(!(a=1))", ""),
        new SrvRqst(HEADER, List.of(), "service:a", Scopes.NONE, "(a=x*y)", ""),
        new SrvRqst(HEADER, List.of(), "service:a", Scopes.NONE, "(a=1", ""),
        new SrvTypeRqst(HEADER, List.of(), "", two),
        new AttrRqst(HEADER, List.of(), "service:lpr", two, List.of(), ""),
        new AttrRqst(HEADER, List.of(), "service:lpr", Scopes.NONE, List.of(), "spi"),
        new AttrRply(HEADER, SlpError.OK, "A", blocks),
        new SrvReg(HEADER, entry, "v", Scopes.NONE, "", List.of()),
        new SrvReg(HEADER, entry, "u", Scopes.NONE, "(a=\\41)", List.of()),
        new UnknownMessage(HEADER, 99, Opaque.copyOf(new byte[65_530])));
  }

  @ParameterizedTest
  @MethodSource("unspeakable")
  void whatVersion1CannotSayIsRefused(SlpMessage message) {
    var out = Unpooled.buffer().writeInt(1);
    assertThrows(IllegalArgumentException.class, () -> SlpCodec.encode(message, out));
    assertEquals(4, out.readableBytes());
  }

  @Test
  void anErrorReplyMayEndAfterItsCode() throws SlpException {
    for (String function : List.of("02", "07", "08", "0a")) {
      SlpMessage reply = decode(bytes("01 " + function + " 000e 00 00 'en' 0003 1234 0004"));
      assertEquals(reply.header(), HEADER);
      assertThrows(
          SlpException.class,
          () -> decode(bytes("01 " + function + " 000e 00 00 'en' 0003 1234 0000")));
    }
  }

  @Test
  void theWholeEntriesOfACutOverflowingReplyCount() throws SlpException {
    byte[] wire = bytes("01 02 .... 80 00 'en' 0003 1234 0000 0002 0001 0001 'a' 0002 0002 'b'");
    assertEquals(List.of(new UrlEntry(1, "a")), ((SrvRply) decode(wire)).urlEntries());
    SlpMessage attributes = decode(bytes("01 07 .... 80 00 'en' 0003 1234 0000 0009 '(A='"));
    assertEquals("", ((AttrRply) attributes).attributeList());
  }

  @Test
  void aMalformedRequestCanBeAnsweredInItsVersion() throws SlpException {
    byte[] wire = bytes("01 01 .... 40 00 'de' 006a 0042 0000 0003 '///'");
    SlpEnvelope envelope = SlpCodec.decodeHeader(Unpooled.wrappedBuffer(wire));
    SlpHeader header = SlpHeader.v1(0x42).withLanguage("de");
    assertEquals(
        Optional.of(
            new SrvRply(
                header.withCharacterEncoding(CharacterEncoding.UTF_8), SlpError.PARSE_ERROR)),
        envelope.errorReply(SlpError.PARSE_ERROR));
    wire[9] = 107;
    SlpException fault = assertThrows(SlpException.class, () -> decode(wire));
    SlpMessage reply =
        SlpCodec.decodeHeader(Unpooled.wrappedBuffer(wire)).errorReply(fault.error()).orElseThrow();
    assertEquals(new SrvRply(header, SlpError.CHARSET_NOT_UNDERSTOOD), reply);
    assertEquals(reply, decode(encode(reply)));
  }

  @Test
  void aStreamIsCutByTheDeclaredLengths() throws SlpException {
    assertEquals(0x1234, frameLength("01 01 1234 00", 0x1234));
    assertThrows(SlpException.class, () -> frameLength("01 01 1234 00", 0x1233));
    assertThrows(SlpException.class, () -> frameLength("01 01 000b 00", 0x1234));
    assertThrows(SlpException.class, () -> frameLength("00 01 1234 00", 0x1234));
  }

  private static int frameLength(String notation, int max) throws SlpException {
    return SlpCodec.frameLength(Unpooled.wrappedBuffer(Messages.bytes(notation)), max);
  }

  @Test
  void aReplyHasTheVersionAndEncodingOfItsRequest() {
    SlpHeader request =
        HEADER.with(SlpHeader.MONOLINGUAL).withCharacterEncoding(CharacterEncoding.LATIN_1);
    assertEquals(HEADER.withCharacterEncoding(CharacterEncoding.LATIN_1), request.reply());
    assertTrue(CharacterEncoding.isKnown(1000));
    assertThrows(IllegalArgumentException.class, () -> HEADER.withCharacterEncoding(65536));
  }
}
