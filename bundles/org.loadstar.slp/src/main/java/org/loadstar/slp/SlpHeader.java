// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What every message has (RFC 2608 section 8), without function and length, which follow from the
 * message.
 *
 * @param version of the protocol
 * @param flags bits {@link #OVERFLOW}, {@link #FRESH} and {@link #REQUEST_MCAST}; reserved ones are
 *     kept
 * @param xid transaction identifier, 0 to 65535
 * @param languageTag of the strings, such as {@code en}; may be empty in what was received
 * @param extensions in the order of the message
 */
public record SlpHeader(
    int version, int flags, int xid, String languageTag, List<Extension> extensions) {
  /** The message did not fit into the datagram. */
  public static final int OVERFLOW = 0x8000;

  /** A new registration, not an update. */
  public static final int FRESH = 0x4000;

  /** The request was sent by multicast. */
  public static final int REQUEST_MCAST = 0x2000;

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
    extensions = List.copyOf(extensions);
  }

  /** A version 2 header in the default language, without flags and extensions. */
  public static SlpHeader v2(int xid) {
    return new SlpHeader(2, 0, xid, DEFAULT_LANGUAGE, List.of());
  }

  /** The header of a reply to this one: same version, transaction and language, nothing else. */
  public SlpHeader reply() {
    return new SlpHeader(version, 0, xid, languageTag, List.of());
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
    return new SlpHeader(version, flags | flag, xid, languageTag, extensions);
  }

  /** This header in another language. */
  public SlpHeader withLanguage(String tag) {
    return new SlpHeader(version, flags, xid, tag, extensions);
  }

  /** This header with the given extensions instead of its own. */
  public SlpHeader withExtensions(List<Extension> replacement) {
    return new SlpHeader(version, flags, xid, languageTag, replacement);
  }
}
