// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One message of every type, and bytes for tests. */
final class Messages {
  static final String ATTRIBUTES =
      "(LOAD=35),(LUPOOL=POOL1,POOL2 3270002,POOL2\\093270DSC),BIND,DATA,(SERVERNAME=a\\2cb)";

  private Messages() {}

  /** An authentication block: descriptor 2, so many bytes in all. */
  static Opaque authBlock(int length) {
    byte[] bytes = new byte[length];
    bytes[1] = 2;
    bytes[2] = (byte) (length >> 8);
    bytes[3] = (byte) length;
    return Opaque.copyOf(bytes);
  }

  static Scopes scopes(String list) {
    try {
      return Scopes.parse(list);
    } catch (SlpException e) {
      throw new AssertionError(e);
    }
  }

  static UrlEntry entry(int number) {
    return new UrlEntry(60, "service:tn3270://host" + number + ":23");
  }

  static List<SlpMessage> all() {
    SlpHeader header = SlpHeader.v2(0x1234);
    Scopes scopes = scopes("DEFAULT,Building D");
    return List.of(
        new SrvRqst(
            header
                .with(SlpHeader.REQUEST_MCAST)
                .withExtensions(List.of(new Extension(2, Opaque.copyOf(new byte[5])))),
            List.of("10.0.0.1", "10.0.0.2"),
            "service:tn3270",
            scopes,
            "(|(LUPOOL=POOL2\\093270002)(LUPOOL=POOL2 3270002))",
            "spi"),
        new SrvRply(
            header
                .withLanguage("de-AT")
                .withExtensions(
                    List.of(
                        new Extension(2, Opaque.EMPTY),
                        new Extension(0x4002, Opaque.copyOf(new byte[] {0, 7})))),
            SlpError.OK,
            List.of(entry(1), new UrlEntry(0, "", List.of(authBlock(10), authBlock(40))))),
        new SrvReg(
            header.with(SlpHeader.FRESH),
            entry(3),
            "service:tn3270",
            scopes,
            ATTRIBUTES,
            List.of(authBlock(12))),
        new SrvDeReg(header, scopes, entry(3), List.of("LOAD", "LU*")),
        new SrvAck(header, SlpError.INVALID_UPDATE),
        new AttrRqst(
            header, List.of("10.0.0.1"), "service:tn3270", scopes, List.of("LOAD", "x-*"), ""),
        new AttrRply(header, SlpError.OK, ATTRIBUTES, List.of(authBlock(10))),
        new DAAdvert(
            header,
            SlpError.OK,
            0xFFFF_FFFEL,
            "service:directory-agent://10.0.0.9",
            scopes,
            "(min-refresh-interval=5)",
            "spi,spi2",
            List.of(authBlock(10))),
        new SAAdvert(
            header,
            "service:service-agent://10.0.0.8",
            scopes,
            "(service-type=service:tn3270)",
            List.of()),
        new SrvTypeRqst(header, List.of(), null, scopes),
        new SrvTypeRqst(header, List.of("10.0.0.1"), "acme", scopes),
        new SrvTypeRply(header, SlpError.OK, List.of("service:tn3270", "service:x.acme:http")),
        new UnknownMessage(header, 77, Opaque.copyOf(new byte[] {1, 2, 3})));
  }

  /** An authentication block of version 1 whose authenticator has so many bytes. */
  static Opaque v1AuthBlock(int length) {
    return Opaque.of(
        out ->
            out.writeLong(0x0102030405060708L).writeShort(1).writeShort(length).writeZero(length));
  }

  /** One message of every type of version 1. */
  static List<SlpMessage> v1(int encoding) {
    SlpHeader header = SlpHeader.v1(0x1234).withCharacterEncoding(encoding);
    Scopes scope = scopes("Building D");
    return List.of(
        new SrvRqst(
            header.with(SlpHeader.MONOLINGUAL),
            List.of("10.0.0.1", "host.example"),
            "service:tn3270",
            scope,
            "(|(LUPOOL=POOL2\\093270002)(&(LOAD<=39)(!(LOAD>=39)))(&(BIND=*)(!(BIND=x*))))",
            ""),
        new SrvRply(
            header.with(SlpHeader.OVERFLOW),
            SlpError.OK,
            List.of(entry(1), new UrlEntry(0, "service:x://h", List.of(v1AuthBlock(20))))),
        new SrvReg(
            header,
            entry(3),
            "service:tn3270",
            scope,
            "(SCOPE=Building D)," + ATTRIBUTES + ",(o=\\ff\\01\\02\\03)",
            List.of(v1AuthBlock(5))),
        new SrvDeReg(header, Scopes.NONE, entry0(3), List.of("LOAD", "LU*", "a\\2cb")),
        new SrvAck(header.with(SlpHeader.FRESH), SlpError.CHARSET_NOT_UNDERSTOOD),
        new AttrRqst(header, List.of(), "service:tn3270", scope, List.of("LOAD", "x-*"), ""),
        new AttrRqst(header, List.of(), "service:tn3270://h:23", Scopes.NONE, List.of(), ""),
        new AttrRply(header, SlpError.OK, ATTRIBUTES, List.of(v1AuthBlock(5))),
        new DAAdvert(
            header,
            SlpError.OK,
            DAAdvert.BOOT_UNKNOWN,
            "service:directory-agent://10.0.0.9",
            scopes("MATH DEPT,a\\2bb"),
            "",
            "",
            List.of()),
        new SrvTypeRqst(header, List.of("10.0.0.1"), null, Scopes.NONE),
        new SrvTypeRqst(header, List.of(), "acme", scope),
        new SrvTypeRply(header, SlpError.OK, List.of("service:tn3270", "service:x.acme")),
        new UnknownMessage(header, 77, Opaque.copyOf(new byte[] {1, 2, 3})));
  }

  private static UrlEntry entry0(int number) {
    return new UrlEntry(0, entry(number).url());
  }

  static byte[] encode(SlpMessage message) {
    ByteBuf out = Unpooled.buffer();
    SlpCodec.encode(message, out);
    return ByteBufUtil.getBytes(out);
  }

  static byte[] encodeReply(SlpMessage message, int maxBytes) {
    ByteBuf out = Unpooled.buffer();
    SlpCodec.encodeReply(message, maxBytes, out);
    return ByteBufUtil.getBytes(out);
  }

  static SlpMessage decode(byte[] bytes) throws SlpException {
    return SlpCodec.decode(Unpooled.wrappedBuffer(bytes));
  }

  /** Bytes from hexadecimal digits and {@code 'text'}, separated by spaces. */
  static byte[] bytes(String notation) {
    ByteBuf out = Unpooled.buffer();
    for (String part : notation.trim().split("\\s+", -1)) {
      if (part.startsWith("'")) {
        out.writeCharSequence(
            part.substring(1, part.length() - 1).replace('_', ' '), StandardCharsets.UTF_8);
      } else {
        out.writeBytes(ByteBufUtil.decodeHexDump(part));
      }
    }
    return ByteBufUtil.getBytes(out);
  }
}
