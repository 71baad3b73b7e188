// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.slp.Messages.authBlock;
import static org.loadstar.slp.Messages.decode;
import static org.loadstar.slp.Messages.encode;
import static org.loadstar.slp.Messages.encodeReply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReplyTruncationTest {
  private static final SlpHeader HEADER = SlpHeader.v2(9).withLanguage("de-AT");

  private static final SlpHeader V1 =
      SlpHeader.v1(9).withCharacterEncoding(CharacterEncoding.LATIN_1);

  static List<SlpMessage> replies() {
    List<UrlEntry> entries = IntStream.range(0, 200).mapToObj(Messages::entry).toList();
    String attributes = "(LUPOOL=a,b\\2c),BIND,(näme=ü),".repeat(80) + "(LOAD=1)";
    List<String> types = IntStream.range(0, 200).mapToObj(i -> "service:t" + i).toList();
    return List.of(
        new SrvRply(HEADER, SlpError.OK, entries),
        new AttrRply(HEADER, SlpError.OK, attributes, List.of()),
        new SrvTypeRply(HEADER, SlpError.OK, types),
        new SrvRply(V1, SlpError.OK, entries),
        new AttrRply(V1, SlpError.OK, attributes, List.of()),
        new SrvTypeRply(V1, SlpError.OK, types));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void everyReplyStaysWithinEverySize(SlpMessage reply) throws SlpException {
    int full = encode(reply).length;
    assertFalse(SlpCodec.encodeReply(reply, full, Unpooled.buffer()));
    assertEquals(full, encodeReply(reply, full).length);
    for (int max = 40; max < full; max += max < 400 ? 1 : 13) {
      ByteBuf out = Unpooled.buffer().writeByte(1);
      assertTrue(SlpCodec.encodeReply(reply, max, out));
      out.skipBytes(1);
      assertTrue(out.readableBytes() <= max);
      // the largest element has 30 bytes
      assertTrue(out.readableBytes() > max - 40 - 30, "as full as possible at " + max);
      SlpMessage shortened = SlpCodec.decode(out);
      assertTrue(shortened.header().has(SlpHeader.OVERFLOW));
      assertEquals(9, shortened.header().xid());
      assertIsHead(reply, shortened);
    }
  }

  private static void assertIsHead(SlpMessage whole, SlpMessage head) throws SlpException {
    if (head instanceof SrvRply rply) {
      int count = rply.urlEntries().size();
      assertEquals(((SrvRply) whole).urlEntries().subList(0, count), rply.urlEntries());
    } else if (head instanceof SrvTypeRply rply) {
      int count = rply.serviceTypes().size();
      assertEquals(((SrvTypeRply) whole).serviceTypes().subList(0, count), rply.serviceTypes());
    } else {
      String list = ((AttrRply) head).attributeList();
      String all = ((AttrRply) whole).attributeList();
      assertTrue(all.startsWith(list));
      assertTrue(list.isEmpty() || all.charAt(list.length()) == ',');
      Attributes.parse(list);
    }
  }

  @Test
  void aShortenedReplyHasNeitherSignaturesNorExtensions() throws SlpException {
    AttrRply reply =
        new AttrRply(
            HEADER.withExtensions(List.of(new Extension(2, Opaque.copyOf(new byte[20])))),
            SlpError.OK,
            "A,B",
            List.of(authBlock(30)));
    int full = encode(reply).length;
    AttrRply shortened = (AttrRply) decode(encodeReply(reply, full - 1));
    assertEquals(
        new AttrRply(HEADER.with(SlpHeader.OVERFLOW), SlpError.OK, "A,B", List.of()), shortened);
  }

  @Test
  void advertisementsLoseTheirAttributes() throws SlpException {
    DAAdvert da =
        new DAAdvert(
            HEADER,
            SlpError.OK,
            5,
            "service:directory-agent://h",
            Scopes.DEFAULT,
            "A",
            "s",
            List.of());
    SAAdvert sa = new SAAdvert(HEADER, "service:service-agent://h", Scopes.DEFAULT, "A", List.of());
    int daSize = encode(da).length;
    int saSize = encode(sa).length;
    assertEquals(da, decode(encodeReply(da, daSize)));
    assertEquals(sa, decode(encodeReply(sa, saSize)));
    assertEquals("", ((DAAdvert) decode(encodeReply(da, daSize - 1))).attributeList());
    assertEquals("", ((SAAdvert) decode(encodeReply(sa, saSize - 1))).attributeList());
    ByteBuf out = Unpooled.buffer();
    assertThrows(IllegalArgumentException.class, () -> SlpCodec.encodeReply(da, daSize - 2, out));
    assertEquals(0, out.readableBytes());
  }

  @Test
  void aListOver64KilobytesIsShortenedEvenForTcp() throws SlpException {
    AttrRply reply =
        new AttrRply(HEADER, SlpError.OK, "(a=b)" + ",(a=b)".repeat(20_000), List.of());
    AttrRply shortened = (AttrRply) decode(encodeReply(reply, 1 << 20));
    assertEquals(65_531, shortened.attributeList().length());
    assertTrue(shortened.header().has(SlpHeader.OVERFLOW));
  }

  @Test
  void whatTheRequestsEncodingCannotSayIsAnError() throws SlpException {
    SlpHeader ascii = V1.withCharacterEncoding(CharacterEncoding.US_ASCII);
    for (SlpMessage reply :
        List.of(
            new SrvRply(ascii, SlpError.OK, List.of(new UrlEntry(9, "service:x://\u00e4"))),
            new AttrRply(ascii, SlpError.OK, "(a=\u00e4)", List.of()),
            new SrvTypeRply(ascii, SlpError.OK, List.of("service:\u00e4")))) {
      SlpMessage told = decode(encodeReply(reply, 1400));
      assertEquals(reply.function(), told.function());
      assertTrue(told.toString().contains("CHARSET_NOT_UNDERSTOOD"), told.toString());
    }
  }
}
