// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import org.jspecify.annotations.Nullable;
import org.loadstar.slp.Attributes;

/**
 * Remembers the parsed attributes of the registrations looked at last. Parsed they take about ten
 * times the memory of their text, and most registrations are never looked at, because an index
 * tells that they do not match. For one thread.
 */
final class ParsedAttributes {
  static final int MOST = 4096;

  private final @Nullable Registration[] ring = new Registration[MOST];
  private int next;

  /** For a look at one of many: nothing is remembered anew. */
  static Attributes once(Registration registration) {
    Attributes known = registration.parsed;
    return known != null ? known : registration.parse();
  }

  Attributes of(Registration registration) {
    Attributes known = registration.parsed;
    if (known != null) {
      return known;
    }
    Registration forgotten = ring[next];
    if (forgotten != null) {
      forgotten.parsed = null;
    }
    ring[next] = registration;
    next = (next + 1) % MOST;
    Attributes parsed = registration.parse();
    registration.parsed = parsed;
    return parsed;
  }
}
