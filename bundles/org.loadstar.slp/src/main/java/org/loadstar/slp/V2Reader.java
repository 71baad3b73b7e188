// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.SlpException.Reason;

/** Reads one SLPv2 message (RFC 2608 sections 8 to 10). */
final class V2Reader extends FieldReader {
  static final int HEADER_BYTES = 14;
  private static final int EXTENSION_BYTES = 5;
  private static final int ALL_NAMING_AUTHORITIES = 0xFFFF;

  private final int start;

  V2Reader(ByteBuf in) {
    super(in);
    this.start = in.readerIndex();
  }

  static SlpEnvelope envelope(ByteBuf in) throws SlpException {
    int start = in.readerIndex();
    int size = in.readableBytes();
    int version = in.getUnsignedByte(start);
    if (size < HEADER_BYTES) {
      throw new SlpException(Reason.TRUNCATED, "a header of " + size + " bytes");
    }
    int length = in.getUnsignedMedium(start + 2);
    if (length != size) {
      throw new SlpException(Reason.LENGTH_MISMATCH, length + " declared, " + size + " received");
    }
    int flags = in.getUnsignedShort(start + 5);
    int xid = in.getUnsignedShort(start + 10);
    int languageLength = in.getUnsignedShort(start + 12);
    if (languageLength > Math.min(size - HEADER_BYTES, SlpLimits.MAX_LANGUAGE_BYTES)) {
      throw new SlpException(Reason.BAD_LANGUAGE, "a tag of " + languageLength + " bytes");
    }
    String language =
        in.toString(start + HEADER_BYTES, languageLength, StandardCharsets.ISO_8859_1);
    for (int i = 0; i < language.length(); i++) {
      char c = language.charAt(i);
      if (c != '-' && !(c < 0x80 && Character.isLetterOrDigit(c))) {
        throw new SlpException(Reason.BAD_LANGUAGE, "not a language tag");
      }
    }
    return new SlpEnvelope(
        new SlpHeader(version, flags, xid, language, List.of()),
        in.getUnsignedByte(start + 1),
        length);
  }

  SlpMessage message(SlpEnvelope envelope) throws SlpException {
    int end = limit;
    int body = start + HEADER_BYTES + in.getUnsignedShort(start + 12);
    int firstExtension = in.getUnsignedMedium(start + 7);
    List<Extension> extensions = List.of();
    if (firstExtension != 0) {
      if (firstExtension < body - start) {
        throw new SlpException(Reason.BAD_EXTENSION, "offset " + firstExtension);
      }
      extensions = extensions(firstExtension);
      limit = start + firstExtension;
    }
    in.readerIndex(body);
    SlpMessage message = body(envelope.header().withExtensions(extensions), envelope.function());
    requireEnd();
    in.readerIndex(end);
    return message;
  }

  private SlpMessage body(SlpHeader header, int function) throws SlpException {
    return switch (function) {
      case SlpFunction.SRV_RQST -> srvRqst(header);
      case SlpFunction.SRV_RPLY -> srvRply(header);
      case SlpFunction.SRV_REG ->
          new SrvReg(header, urlEntry(), string(), scopes(), string(), authBlocks());
      case SlpFunction.SRV_DEREG -> new SrvDeReg(header, scopes(), urlEntry(), list());
      case SlpFunction.SRV_ACK -> new SrvAck(header, error());
      case SlpFunction.ATTR_RQST ->
          new AttrRqst(header, list(), string(), scopes(), list(), string());
      case SlpFunction.ATTR_RPLY -> attrRply(header);
      case SlpFunction.DA_ADVERT -> daAdvert(header);
      case SlpFunction.SRV_TYPE_RQST ->
          new SrvTypeRqst(header, list(), namingAuthority(), scopes());
      case SlpFunction.SRV_TYPE_RPLY -> {
        SlpError error = error();
        yield endsEarly(error)
            ? new SrvTypeRply(header, error)
            : new SrvTypeRply(header, error, list());
      }
      case SlpFunction.SA_ADVERT ->
          new SAAdvert(header, string(), scopes(), string(), authBlocks());
      default -> new UnknownMessage(header, function, rest());
    };
  }

  private SrvRqst srvRqst(SlpHeader header) throws SlpException {
    List<String> previousResponders = list();
    String type = string();
    if (type.isEmpty()) {
      throw new SlpException(Reason.BAD_SERVICE_TYPE, "a SrvRqst without service type");
    }
    return new SrvRqst(header, previousResponders, type, scopes(), string(), string());
  }

  /** An overflowing reply of some agents ends inside an entry: the whole ones before it count. */
  private SrvRply srvRply(SlpHeader header) throws SlpException {
    SlpError error = error();
    if (endsEarly(error)) {
      return new SrvRply(header, error);
    }
    int count = u16();
    List<UrlEntry> entries = new ArrayList<>();
    try {
      while (entries.size() < count) {
        entries.add(urlEntry());
      }
    } catch (SlpException cut) {
      skipOverflow(header, cut);
    }
    return new SrvRply(header, error, entries);
  }

  private AttrRply attrRply(SlpHeader header) throws SlpException {
    SlpError error = error();
    if (endsEarly(error)) {
      return new AttrRply(header, error);
    }
    try {
      return new AttrRply(header, error, string(), authBlocks());
    } catch (SlpException cut) {
      skipOverflow(header, cut);
      return new AttrRply(header, error);
    }
  }

  private DAAdvert daAdvert(SlpHeader header) throws SlpException {
    SlpError error = error();
    if (endsEarly(error)) {
      return new DAAdvert(header, error, 0, "", Scopes.NONE, "", "", List.of());
    }
    need(4);
    long bootTimestamp = in.readUnsignedInt();
    return new DAAdvert(
        header, error, bootTimestamp, string(), scopes(), string(), string(), authBlocks());
  }

  private UrlEntry urlEntry() throws SlpException {
    need(3);
    in.skipBytes(1);
    int lifetime = in.readUnsignedShort();
    return new UrlEntry(lifetime, string(), authBlocks());
  }

  private List<Extension> extensions(int first) throws SlpException {
    List<Extension> extensions = new ArrayList<>();
    int length = limit - start;
    for (int offset = first; offset != 0; ) {
      if (offset > length - EXTENSION_BYTES) {
        throw new SlpException(Reason.BAD_EXTENSION, "offset " + offset + " of " + length);
      }
      if (extensions.size() == SlpLimits.MAX_EXTENSIONS) {
        throw new SlpException(Reason.TOO_LARGE, "over " + extensions.size() + " extensions");
      }
      int next = in.getUnsignedMedium(start + offset + 2);
      int end = next == 0 ? length : next;
      int data = offset + EXTENSION_BYTES;
      if (end < data || end > length) {
        throw new SlpException(Reason.BAD_EXTENSION, "offset " + next + " after " + offset);
      }
      in.readerIndex(start + data);
      extensions.add(new Extension(in.getUnsignedShort(start + offset), opaque(end - data)));
      offset = next;
    }
    return extensions;
  }

  private @Nullable String namingAuthority() throws SlpException {
    int length = u16();
    return length == ALL_NAMING_AUTHORITIES ? null : string(length);
  }
}
