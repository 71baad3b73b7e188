// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.AuthenticationBlock;
import org.loadstar.slp.KeyRing;
import org.loadstar.slp.Opaque;
import org.loadstar.slp.SignedContent;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SrvDeReg;
import org.loadstar.slp.SrvReg;

/**
 * What a directory agent does with authentication blocks (RFC 2165 section 4.3, RFC 2608 section
 * 12.5). It takes none that it cannot verify, and what was registered with blocks is changed only
 * with blocks of the same keys. Without keys it takes none at all.
 *
 * @param keys of both versions
 */
record Authentication(KeyRing keys) {
  /** Whether the agent can verify what the index names. */
  boolean knows(String spi) {
    return keys.spis().contains(spi);
  }

  /** The indices as a string list. */
  String spis() {
    return String.join(",", keys.spis());
  }

  /** Whether a registration may be taken, instead of the one before. */
  SlpError check(SrvReg reg, @Nullable Registration before, Instant now) {
    SlpHeader header = reg.header();
    List<Opaque> url = reg.urlEntry().authBlocks();
    List<Opaque> list = reg.authBlocks();
    if (header.version() == 1 && !keys.verifies(1) && !(url.isEmpty() && list.isEmpty())) {
      return SlpError.AUTHENTICATION_FAILED;
    }
    if (url.size() != list.size() || !spis(url).equals(spis(list))) {
      return SlpError.AUTHENTICATION_ABSENT;
    }
    SlpError error = verify(SignedContent.url(header, reg.urlEntry()), url, now);
    if (error.ok()) {
      error = verify(SignedContent.attributes(header, reg.attributeList()), list, now);
    }
    return error.ok() ? protect(url, before) : error;
  }

  /** Whether a registration may be taken out. */
  SlpError check(SrvDeReg deReg, Registration registered, Instant now) {
    List<Opaque> url = deReg.urlEntry().authBlocks();
    if (registered.isSigned()) {
      if (!deReg.tags().isEmpty()) {
        return SlpError.AUTHENTICATION_FAILED;
      }
      SlpError error = verify(SignedContent.url(deReg.header(), deReg.urlEntry()), url, now);
      return error.ok() ? protect(url, registered) : SlpError.AUTHENTICATION_FAILED;
    }
    return SlpError.OK;
  }

  /** Each block must be good, and of another key: that bounds the work. */
  private SlpError verify(SignedContent content, List<Opaque> blocks, Instant now) {
    if (spis(blocks).size() < blocks.size()) {
      return SlpError.AUTHENTICATION_FAILED;
    }
    for (Opaque block : blocks) {
      SlpError error = keys.verify(content, List.of(block), now);
      if (!error.ok()) {
        return error;
      }
    }
    return SlpError.OK;
  }

  private static SlpError protect(List<Opaque> blocks, @Nullable Registration before) {
    return before == null || spis(blocks).containsAll(spis(before.entry.authBlocks()))
        ? SlpError.OK
        : SlpError.AUTHENTICATION_ABSENT;
  }

  /** When the first of the blocks expires, in seconds since 1970. */
  static OptionalLong expires(List<Opaque> blocks) {
    OptionalLong first = OptionalLong.empty();
    for (Opaque block : blocks) {
      AuthenticationBlock parsed = parse(2, block);
      if (parsed != null) {
        first = OptionalLong.of(Math.min(parsed.timestamp(), first.orElse(Long.MAX_VALUE)));
      }
    }
    return first;
  }

  /** Those of the blocks that are asked for: that the index names, or all of version 1. */
  static List<Opaque> of(int version, String spi, List<Opaque> blocks) {
    if (version == 1) {
      return blocks.stream().filter(block -> parse(1, block) != null).toList();
    }
    return spi.isEmpty()
        ? List.of()
        : blocks.stream().filter(block -> spi(block).equals(spi)).toList();
  }

  private static Set<String> spis(List<Opaque> blocks) {
    Set<String> spis = new HashSet<>();
    for (Opaque block : blocks) {
      spis.add(spi(block));
    }
    return spis;
  }

  private static String spi(Opaque block) {
    AuthenticationBlock parsed = parse(2, block);
    return parsed == null ? "" : parsed.spi();
  }

  private static @Nullable AuthenticationBlock parse(int version, Opaque block) {
    try {
      return AuthenticationBlock.parse(version, block);
    } catch (SlpException malformed) {
      return null;
    }
  }
}
