// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.telnet;

import org.jspecify.annotations.Nullable;

/** The four words of option negotiation (RFC 854). */
public enum OptionVerb {
  /** The sender wants to use the option itself, or agrees to. */
  WILL(251),
  /** The sender will not use the option itself. */
  WONT(252),
  /** The sender wants the receiver to use the option, or agrees to that. */
  DO(253),
  /** The sender does not want the receiver to use the option. */
  DONT(254);

  private final int code;

  OptionVerb(int code) {
    this.code = code;
  }

  /** The byte after IAC. */
  public int code() {
    return code;
  }

  static @Nullable OptionVerb of(int code) {
    return code < WILL.code || code > DONT.code ? null : values()[code - WILL.code];
  }
}
