// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.SlpException.Reason;

/**
 * Reads one SLPv1 message (RFC 2165 sections 4 to 14) as the neutral message that means the same;
 * its strings become those of version 2.
 */
final class V1Reader extends FieldReader {
  static final int HEADER_BYTES = 12;

  /** The part of an authentication block before what its length counts. */
  static final int AUTH_HEADER_BYTES = 12;

  static final int OVERFLOW = 0x80;
  static final int MONOLINGUAL = 0x40;
  static final int URL_AUTH = 0x20;
  static final int ATTRIBUTE_AUTH = 0x10;
  static final int NEW_ENTRY = 0x08;
  static final int ALL_NAMING_AUTHORITIES = 0xFFFF;
  private static final int MAX_URL_BYTES = 0x7FFF;

  private final V1Text text;
  private final int wireFlags;

  private V1Reader(ByteBuf in, SlpHeader header) throws SlpException {
    super(in, CharacterEncoding.charset(header.characterEncoding()));
    this.text = new V1Text(header.characterEncoding());
    this.wireFlags = in.getUnsignedByte(in.readerIndex() + 4);
  }

  static SlpEnvelope envelope(ByteBuf in) throws SlpException {
    int start = in.readerIndex();
    int size = in.readableBytes();
    if (size < HEADER_BYTES) {
      throw new SlpException(Reason.TRUNCATED, "a header of " + size + " bytes");
    }
    int length = in.getUnsignedShort(start + 2);
    if (length != size) {
      throw new SlpException(Reason.LENGTH_MISMATCH, length + " declared, " + size + " received");
    }
    int function = in.getUnsignedByte(start + 1);
    int wire = in.getUnsignedByte(start + 4);
    int flags =
        ((wire & OVERFLOW) != 0 ? SlpHeader.OVERFLOW : 0)
            | ((wire & MONOLINGUAL) != 0 ? SlpHeader.MONOLINGUAL : 0)
            | ((wire & NEW_ENTRY) != 0 && function == SlpFunction.SRV_ACK ? SlpHeader.FRESH : 0);
    String language = in.toString(start + 6, 2, StandardCharsets.ISO_8859_1);
    if (!isLetter(language.charAt(0)) || !isLetter(language.charAt(1))) {
      throw new SlpException(Reason.BAD_LANGUAGE, "not a language code");
    }
    int encoding = in.getUnsignedShort(start + 8);
    int xid = in.getUnsignedShort(start + 10);
    SlpHeader header = new SlpHeader(1, flags, xid, language, List.of(), encoding);
    return new SlpEnvelope(header, function, length);
  }

  private static boolean isLetter(char c) {
    return c < 0x80 && Character.isLetter(c);
  }

  /** Reads the message of an envelope, and consumes it. */
  static SlpMessage message(ByteBuf in, SlpEnvelope envelope) throws SlpException {
    V1Reader reader = new V1Reader(in, envelope.header());
    if ((reader.wireFlags & ATTRIBUTE_AUTH) != 0 && (reader.wireFlags & URL_AUTH) == 0) {
      throw new SlpException(Reason.BAD_AUTH_BLOCK, "the attributes' without the URL's");
    }
    in.skipBytes(HEADER_BYTES);
    SlpMessage message = reader.body(envelope.header(), envelope.function());
    reader.requireEnd();
    return message;
  }

  private SlpMessage body(SlpHeader header, int function) throws SlpException {
    return switch (function) {
      case SlpFunction.SRV_RQST -> srvRqst(header);
      case SlpFunction.SRV_RPLY -> srvRply(header);
      case SlpFunction.SRV_REG -> srvReg(header);
      case SlpFunction.SRV_DEREG ->
          new SrvDeReg(
              header, Scopes.NONE, new UrlEntry(0, url(), authBlock(URL_AUTH)), patterns());
      case SlpFunction.SRV_ACK -> new SrvAck(header, wireError());
      case SlpFunction.ATTR_RQST ->
          new AttrRqst(header, list(), typeOrUrl(string()), text.scope(string()), patterns(), "");
      case SlpFunction.ATTR_RPLY -> attrRply(header);
      case SlpFunction.DA_ADVERT -> daAdvert(header);
      case SlpFunction.SRV_TYPE_RQST ->
          new SrvTypeRqst(header, list(), namingAuthority(), text.scope(string()));
      case SlpFunction.SRV_TYPE_RPLY -> srvTypeRply(header);
      default -> new UnknownMessage(header, function, rest());
    };
  }

  private SrvRqst srvRqst(SlpHeader header) throws SlpException {
    List<String> previousResponders = list();
    V1Predicate.Parts parts = new V1Predicate(text).toV2(string());
    return new SrvRqst(
        header, previousResponders, parts.serviceType(), parts.scopes(), parts.predicate(), "");
  }

  private SrvRply srvRply(SlpHeader header) throws SlpException {
    SlpError error = wireError();
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

  private SrvReg srvReg(SlpHeader header) throws SlpException {
    UrlEntry entry = urlEntry();
    String list = text.listToV2(string());
    return new SrvReg(
        header,
        entry,
        serviceType(entry.url()),
        scopes(Attributes.parse(list)),
        list,
        authBlock(ATTRIBUTE_AUTH));
  }

  /** The scopes of a registration: the values of an attribute. */
  static Scopes scopes(Attributes attributes) throws SlpException {
    return Scopes.of(attributes.strings(V1Writer.SCOPE));
  }

  /** The service type of a registration: what stands before the host. */
  static String serviceType(String url) throws SlpException {
    int site = url.indexOf("://");
    if (site < 0) {
      throw new SlpException(Reason.BAD_URL, "no ://");
    }
    return url.substring(0, site);
  }

  private AttrRply attrRply(SlpHeader header) throws SlpException {
    SlpError error = wireError();
    if (endsEarly(error)) {
      return new AttrRply(header, error);
    }
    try {
      return new AttrRply(header, error, text.listToV2(string()), authBlock(ATTRIBUTE_AUTH));
    } catch (SlpException cut) {
      skipOverflow(header, cut);
      return new AttrRply(header, error);
    }
  }

  private DAAdvert daAdvert(SlpHeader header) throws SlpException {
    SlpError error = wireError();
    boolean early = endsEarly(error);
    return new DAAdvert(
        header,
        error,
        DAAdvert.BOOT_UNKNOWN,
        early ? "" : url(),
        early ? Scopes.NONE : text.scopes(string()),
        "",
        "",
        List.of());
  }

  private SrvTypeRply srvTypeRply(SlpHeader header) throws SlpException {
    SlpError error = wireError();
    if (endsEarly(error)) {
      return new SrvTypeRply(header, error);
    }
    int count = u16();
    if (count > SlpLimits.MAX_LIST_ITEMS) {
      throw new SlpException(Reason.TOO_LARGE, count + " service types");
    }
    List<String> types = new ArrayList<>();
    while (types.size() < count) {
      types.add(typeOrUrl(string()));
    }
    return new SrvTypeRply(header, error, types);
  }

  private SlpError wireError() throws SlpException {
    int code = u16();
    return code == 5 ? SlpError.CHARSET_NOT_UNDERSTOOD : new SlpError(code);
  }

  private UrlEntry urlEntry() throws SlpException {
    return new UrlEntry(u16(), url(), authBlock(URL_AUTH));
  }

  private String url() throws SlpException {
    int length = u16();
    if (length > MAX_URL_BYTES) {
      throw new SlpException(Reason.BAD_URL, length + " bytes");
    }
    return string(length);
  }

  /** An authentication block where the flag tells of one; one of length zero stands for none. */
  private List<Opaque> authBlock(int flag) throws SlpException {
    if ((wireFlags & flag) == 0) {
      return List.of();
    }
    need(AUTH_HEADER_BYTES);
    int length = in.getUnsignedShort(in.readerIndex() + 10);
    Opaque block = opaque(AUTH_HEADER_BYTES + length);
    return length == 0 ? List.of() : List.of(block);
  }

  private List<String> patterns() throws SlpException {
    List<String> patterns = new ArrayList<>();
    for (String item : list()) {
      patterns.add(text.patternToV2(item));
    }
    return patterns;
  }

  private @Nullable String namingAuthority() throws SlpException {
    int length = u16();
    return length == ALL_NAMING_AUTHORITIES ? null : string(length);
  }

  /** A type ends with a colon here, or with {@code ://} (RFC 2165 sections 8 and 12). */
  private static String typeOrUrl(String text) {
    int end = text.length();
    for (int at = end; ; ) {
      for (int slashes = 0; slashes < 2 && at > 0 && text.charAt(at - 1) == '/'; slashes++) {
        at--;
      }
      if (at == 0 || text.charAt(at - 1) != ':') {
        return text.substring(0, end);
      }
      at--;
      end = at;
    }
  }
}
