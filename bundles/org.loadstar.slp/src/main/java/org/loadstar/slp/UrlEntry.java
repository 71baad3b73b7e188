// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.List;

/**
 * A URL with its lifetime (RFC 2608 section 4.3).
 *
 * @param lifetime seconds, 0 to 65535
 * @param url as received; {@link ServiceUrl} parses it
 * @param authBlocks authentication blocks, each whole with its own header, not verified
 */
public record UrlEntry(int lifetime, String url, List<Opaque> authBlocks) {
  /** The longest lifetime, about 18 hours, in seconds. */
  public static final int MAX_LIFETIME = 0xFFFF;

  /** Checks the lifetime and copies the list. */
  public UrlEntry {
    if (lifetime < 0 || lifetime > MAX_LIFETIME) {
      throw new IllegalArgumentException("lifetime " + lifetime + " is not in 0..65535");
    }
    authBlocks = List.copyOf(authBlocks);
  }

  /** An entry without authentication blocks. */
  public UrlEntry(int lifetime, String url) {
    this(lifetime, url, List.of());
  }
}
