// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

/**
 * An error code of a reply (RFC 2608 section 7). An open value: codes that this class does not name
 * are kept. The codes are those of version 2; the codec translates those of version 1.
 *
 * @param code 0 to 65535
 */
public record SlpError(int code) {
  public static final SlpError OK = new SlpError(0);
  public static final SlpError LANGUAGE_NOT_SUPPORTED = new SlpError(1);
  public static final SlpError PARSE_ERROR = new SlpError(2);
  public static final SlpError INVALID_REGISTRATION = new SlpError(3);
  public static final SlpError SCOPE_NOT_SUPPORTED = new SlpError(4);
  public static final SlpError AUTHENTICATION_UNKNOWN = new SlpError(5);
  public static final SlpError AUTHENTICATION_ABSENT = new SlpError(6);
  public static final SlpError AUTHENTICATION_FAILED = new SlpError(7);

  /**
   * Version 1 only, where its code is 5; version 2 gives code 5 another meaning and leaves 8
   * unused.
   */
  public static final SlpError CHARSET_NOT_UNDERSTOOD = new SlpError(8);

  public static final SlpError VER_NOT_SUPPORTED = new SlpError(9);
  public static final SlpError INTERNAL_ERROR = new SlpError(10);
  public static final SlpError DA_BUSY_NOW = new SlpError(11);
  public static final SlpError OPTION_NOT_UNDERSTOOD = new SlpError(12);
  public static final SlpError INVALID_UPDATE = new SlpError(13);
  public static final SlpError MSG_NOT_SUPPORTED = new SlpError(14);
  public static final SlpError REFRESH_REJECTED = new SlpError(15);

  /** Checks the code's range. */
  public SlpError {
    if (code < 0 || code > 0xFFFF) {
      throw new IllegalArgumentException("error code " + code + " is not in 0..65535");
    }
  }

  /** Whether this is no error. */
  public boolean ok() {
    return code == 0;
  }

  /** The standard's name, or {@code ERROR_n} for a code that it does not define. */
  @Override
  public String toString() {
    return switch (code) {
      case 0 -> "OK";
      case 1 -> "LANGUAGE_NOT_SUPPORTED";
      case 2 -> "PARSE_ERROR";
      case 3 -> "INVALID_REGISTRATION";
      case 4 -> "SCOPE_NOT_SUPPORTED";
      case 5 -> "AUTHENTICATION_UNKNOWN";
      case 6 -> "AUTHENTICATION_ABSENT";
      case 7 -> "AUTHENTICATION_FAILED";
      case 8 -> "CHARSET_NOT_UNDERSTOOD";
      case 9 -> "VER_NOT_SUPPORTED";
      case 10 -> "INTERNAL_ERROR";
      case 11 -> "DA_BUSY_NOW";
      case 12 -> "OPTION_NOT_UNDERSTOOD";
      case 13 -> "INVALID_UPDATE";
      case 14 -> "MSG_NOT_SUPPORTED";
      case 15 -> "REFRESH_REJECTED";
      default -> "ERROR_" + code;
    };
  }
}
