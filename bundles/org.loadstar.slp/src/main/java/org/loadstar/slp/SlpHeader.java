// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What every message has (RFC 2608 section 8, RFC 2165 section 4), without function and length,
 * which follow from the message.
 *
 * @param version of the protocol
 * @param flags bits {@link #OVERFLOW}, {@link #FRESH} and {@link #REQUEST_MCAST}; reserved ones are
 *     kept
 * @param xid transaction identifier, 0 to 65535
 * @param languageTag of the strings, such as {@code en}; may be empty in what was received
 * @param extensions in the order of the message; none in version 1
 * @param characterEncoding of the strings, see {@link CharacterEncoding}; UTF-8 in version 2
 */
public record SlpHeader(
    int version,
    int flags,
    int xid,
    String languageTag,
    List<Extension> extensions,
    int characterEncoding) {
  /** The message did not fit into the datagram. */
  public static final int OVERFLOW = 0x8000;

  /** A new registration, not an update; in version 1 only of an acknowledgment: a new entry. */
  public static final int FRESH = 0x4000;

  /** The request was sent by multicast. Version 1 does not tell. */
  public static final int REQUEST_MCAST = 0x2000;

  /** Version 1 only: no answer in the default language is wanted instead. */
  public static final int MONOLINGUAL = 0x1000;

  /** The language of messages that name no other. */
  public static final String DEFAULT_LANGUAGE = "en";

  /** Checks the ranges and copies the list. */
  public SlpHeader {
    if (xid < 0 || xid > 0xFFFF) {
      throw new IllegalArgumentException("xid " + xid + " is not in 0..65535");
    }
    if (flags < 0 || flags > 0xFFFF) {
      throw new IllegalArgumentException("flags " + flags + " are not in 0..65535");
    }
    if (characterEncoding < 0 || characterEncoding > 0xFFFF) {
      throw new IllegalArgumentException(
          "character encoding " + characterEncoding + " is not in 0..65535");
    }
    extensions = List.copyOf(extensions);
  }

  /** A header whose strings are in UTF-8. */
  public SlpHeader(
      int version, int flags, int xid, String languageTag, List<Extension> extensions) {
    this(version, flags, xid, languageTag, extensions, CharacterEncoding.UTF_8);
  }

  /** A version 1 header in the default language, in US-ASCII, without flags. */
  public static SlpHeader v1(int xid) {
    return new SlpHeader(1, 0, xid, DEFAULT_LANGUAGE, List.of(), CharacterEncoding.US_ASCII);
  }

  /** A version 2 header in the default language, without flags and extensions. */
  public static SlpHeader v2(int xid) {
    return new SlpHeader(2, 0, xid, DEFAULT_LANGUAGE, List.of());
  }

  /**
   * The header of a reply to this one: same version, transaction, language and character encoding,
   * nothing else.
   */
  public SlpHeader reply() {
    return new SlpHeader(version, 0, xid, languageTag, List.of(), characterEncoding);
  }

  /** Whether all given flags are set. */
  public boolean has(int flag) {
    return (flags & flag) == flag;
  }

  /** The first extension with this identifier. */
  public Optional<Extension> extension(int id) {
    return extensions.stream().filter(e -> e.id() == id).findFirst();
  }

  /**
   * The first mandatory extension that is none of those understood: a request with it is answered
   * with OPTION_NOT_UNDERSTOOD, a reply with it is discarded (RFC 2608 section 9.1).
   */
  public Optional<Extension> notUnderstood(Set<Integer> understood) {
    return extensions.stream()
        .filter(e -> e.mandatory() && !understood.contains(e.id()))
        .findFirst();
  }

  /** This header with the given flags set too. */
  public SlpHeader with(int flag) {
    return new SlpHeader(version, flags | flag, xid, languageTag, extensions, characterEncoding);
  }

  /** This header in another language. */
  public SlpHeader withLanguage(String tag) {
    return new SlpHeader(version, flags, xid, tag, extensions, characterEncoding);
  }

  /**
   * This header with strings in another encoding, see {@link CharacterEncoding}; version 1 only.
   */
  public SlpHeader withCharacterEncoding(int encoding) {
    return new SlpHeader(version, flags, xid, languageTag, extensions, encoding);
  }

  /** This header with the given extensions instead of its own. */
  public SlpHeader withExtensions(List<Extension> replacement) {
    return new SlpHeader(version, flags, xid, languageTag, replacement, characterEncoding);
  }
}
