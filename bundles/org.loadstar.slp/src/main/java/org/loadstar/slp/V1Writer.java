// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Locale;

/** Writes SLPv1 messages (RFC 2165 sections 4 to 14). */
final class V1Writer extends FieldWriter {
  /** The attribute that holds the scopes of a registration. */
  static final String SCOPE = "SCOPE";

  private boolean urlAuth;
  private boolean attributeAuth;

  V1Writer(ByteBuf out, SlpHeader header) throws SlpException {
    super(out, CharacterEncoding.charset(header.characterEncoding()));
  }

  /**
   * Writes a message.
   *
   * @throws SlpException for a malformed list or predicate
   * @throws IllegalArgumentException for what does not fit, or what version 1 cannot say
   */
  void message(SlpMessage message) throws SlpException {
    SlpHeader header = message.header();
    if (!header.extensions().isEmpty()) {
      throw new IllegalArgumentException("version 1 has no extensions");
    }
    int start = out.writerIndex();
    out.writeByte(1).writeByte(message.function()).writeInt(0);
    out.writeShort(language(header.languageTag()));
    out.writeShort(header.characterEncoding()).writeShort(header.xid());
    body(message);
    out.setShort(start + 2, checked(out.writerIndex() - start, 0xFFFF));
    out.setByte(start + 4, flags(message));
  }

  private static int language(String tag) {
    if (tag.length() < 2 || (tag.length() > 2 && tag.charAt(2) != '-')) {
      throw new IllegalArgumentException("version 1 has no language " + tag);
    }
    return tag.charAt(0) << 8 | tag.charAt(1);
  }

  private int flags(SlpMessage message) {
    SlpHeader header = message.header();
    boolean newEntry = message instanceof SrvAck && header.has(SlpHeader.FRESH);
    return (header.has(SlpHeader.OVERFLOW) ? V1Reader.OVERFLOW : 0)
        | (header.has(SlpHeader.MONOLINGUAL) ? V1Reader.MONOLINGUAL : 0)
        | (urlAuth || attributeAuth ? V1Reader.URL_AUTH : 0)
        | (attributeAuth ? V1Reader.ATTRIBUTE_AUTH : 0)
        | (newEntry ? V1Reader.NEW_ENTRY : 0);
  }

  private void body(SlpMessage message) throws SlpException {
    if (message instanceof SrvRqst m) {
      requireNone("SPI", m.spi());
      list(m.previousResponders());
      string(V1PredicateWriter.predicate(m));
    } else if (message instanceof SrvRply m) {
      urlAuth = m.urlEntries().stream().anyMatch(e -> !e.authBlocks().isEmpty());
      wireError(m.error());
      out.writeShort(checked(m.urlEntries().size(), 0xFFFF));
      for (UrlEntry entry : m.urlEntries()) {
        urlEntry(entry);
      }
    } else if (message instanceof SrvReg m) {
      srvReg(m);
    } else if (message instanceof SrvDeReg m) {
      urlAuth = !m.urlEntry().authBlocks().isEmpty();
      url(m.urlEntry());
      patterns(m.tags());
    } else if (message instanceof SrvAck m) {
      wireError(m.error());
    } else if (message instanceof AttrRqst m) {
      requireNone("SPI", m.spi());
      list(m.previousResponders());
      string(m.url().contains("://") ? m.url() : m.url() + ":");
      string(V1Text.scope(m.scopes()));
      patterns(m.tags());
    } else if (message instanceof AttrRply m) {
      attributeAuth = !m.authBlocks().isEmpty();
      wireError(m.error());
      string(V1Text.listToV1(m.attributeList()));
      authBlock(attributeAuth, m.authBlocks());
    } else if (message instanceof DAAdvert m) {
      wireError(m.error());
      string(m.url());
      string(V1Text.scopes(m.scopes()));
    } else if (message instanceof SrvTypeRqst m) {
      list(m.previousResponders());
      String authority = m.namingAuthority();
      if (authority == null) {
        out.writeShort(V1Reader.ALL_NAMING_AUTHORITIES);
      } else {
        string(authority);
      }
      string(V1Text.scope(m.scopes()));
    } else if (message instanceof SrvTypeRply m) {
      wireError(m.error());
      out.writeShort(checked(m.serviceTypes().size(), 0xFFFF));
      m.serviceTypes().forEach(type -> string(type + "://"));
    } else if (message instanceof UnknownMessage m) {
      out.writeBytes(m.body().toByteArray());
    } else {
      throw new IllegalArgumentException(
          "version 1 has no " + SlpFunction.name(message.function()));
    }
  }

  private void srvReg(SrvReg m) throws SlpException {
    UrlEntry entry = m.urlEntry();
    if (!V1Reader.serviceType(entry.url())
        .toLowerCase(Locale.ROOT)
        .equals(m.serviceType().toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("version 1 has no type besides the URL's");
    }
    attributeAuth = !m.authBlocks().isEmpty();
    urlAuth = attributeAuth || !entry.authBlocks().isEmpty();
    urlEntry(entry);
    string(V1Text.listToV1(withScopes(m.attributeList(), m.scopes())));
    authBlock(attributeAuth, m.authBlocks());
  }

  /** The list itself where it has the scopes: a signature covers it. */
  private static String withScopes(String list, Scopes scopes) throws SlpException {
    Attributes attributes = Attributes.parse(list);
    if (V1Reader.scopes(attributes).equals(scopes)) {
      return list;
    }
    return attributes.toBuilder().remove(SCOPE).strings(SCOPE, scopes.names()).build().toString();
  }

  private void wireError(SlpError error) {
    out.writeShort(
        error.equals(SlpError.CHARSET_NOT_UNDERSTOOD)
            ? 5
            : error.equals(SlpError.AUTHENTICATION_UNKNOWN)
                ? SlpError.AUTHENTICATION_FAILED.code()
                : error.code());
  }

  private void urlEntry(UrlEntry entry) {
    out.writeShort(entry.lifetime());
    url(entry);
  }

  private void url(UrlEntry entry) {
    string(entry.url());
    authBlock(urlAuth, entry.authBlocks());
  }

  private void authBlock(boolean present, List<Opaque> blocks) {
    if (blocks.size() > 1) {
      throw new IllegalArgumentException("version 1 has one authentication block at most");
    }
    if (present && blocks.isEmpty()) {
      out.writeZero(V1Reader.AUTH_HEADER_BYTES);
    } else if (present) {
      out.writeBytes(blocks.get(0).toByteArray());
    }
  }

  private void patterns(List<String> patterns) throws SlpException {
    StringBuilder list = new StringBuilder();
    for (String pattern : patterns) {
      list.append(list.isEmpty() ? "" : ",").append(V1Text.patternToV1(pattern));
    }
    string(list.toString());
  }

  private static void requireNone(String what, String text) {
    if (!text.isEmpty()) {
      throw new IllegalArgumentException("version 1 has no " + what);
    }
  }
}
