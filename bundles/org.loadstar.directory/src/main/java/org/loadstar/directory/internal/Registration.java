// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.Opaque;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.ServiceType;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.UrlEntry;

/**
 * A service in one language, as it was registered (RFC 2608 section 8.3). Immutable but for what
 * {@link ParsedAttributes} keeps in it; compared by identity.
 */
final class Registration {
  final UrlEntry entry;
  final ServiceType type;
  final Scopes scopes;

  /** In lower case. */
  final String language;

  /** The very text that was registered: it is told so, and signatures cover it. */
  final String attributeList;

  final List<Opaque> attributeAuth;

  /** Who registered it. */
  final InetAddress source;

  /** When it was registered or updated, in milliseconds since 1970. */
  final long sinceMillis;

  /** When it is gone. */
  final long untilMillis;

  /** For {@link ParsedAttributes} alone. */
  @Nullable Attributes parsed;

  Registration(
      UrlEntry entry,
      ServiceType type,
      Scopes scopes,
      String language,
      String attributeList,
      List<Opaque> attributeAuth,
      InetAddress source,
      long sinceMillis,
      long untilMillis) {
    this.entry = entry;
    this.type = type;
    this.scopes = scopes;
    this.language = language;
    this.attributeList = attributeList;
    this.attributeAuth = attributeAuth;
    this.source = source;
    this.sinceMillis = sinceMillis;
    this.untilMillis = untilMillis;
  }

  /** The same with other attributes, for the rest of its life. */
  Registration withAttributes(Attributes attributes, long nowMillis) {
    return new Registration(
        entry,
        type,
        scopes,
        language,
        attributes.toString(),
        List.of(),
        source,
        nowMillis,
        untilMillis);
  }

  String url() {
    return entry.url();
  }

  boolean isAlive(long nowMillis) {
    return nowMillis < untilMillis;
  }

  /** The seconds left, begun ones whole. */
  int lifetime(long nowMillis) {
    long left = (untilMillis - nowMillis + 999) / 1000;
    return (int) Math.max(0, Math.min(left, UrlEntry.MAX_LIFETIME));
  }

  /** Whether registered with authentication blocks. */
  boolean isSigned() {
    return !entry.authBlocks().isEmpty() || !attributeAuth.isEmpty();
  }

  /** The language without its dialect. */
  static String primary(String languageTag) {
    int dash = languageTag.indexOf('-');
    return (dash < 0 ? languageTag : languageTag.substring(0, dash)).toLowerCase(Locale.ROOT);
  }

  String primaryLanguage() {
    return primary(language);
  }

  /** Whether SLPv1 can tell of it at all (RFC 2608 section 3). */
  boolean isVisibleToV1() {
    return language.length() == 2 && type.concreteType().isEmpty();
  }

  int attributeBytes() {
    return attributeList.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The attributes, read anew; {@link ParsedAttributes} remembers them. */
  Attributes parse() {
    try {
      return Attributes.parse(attributeList);
    } catch (SlpException unread) {
      throw new IllegalStateException("registered without having been read", unread);
    }
  }
}
