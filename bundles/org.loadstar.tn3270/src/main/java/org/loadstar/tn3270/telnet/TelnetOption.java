// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.telnet;

/**
 * A telnet option. An open value: an option nobody knows is kept with its code, to be refused by
 * it.
 *
 * @param code 0..255
 */
public record TelnetOption(int code) {
  /** Eight-bit data (RFC 856). */
  public static final TelnetOption BINARY = new TelnetOption(0);

  /** The host shows what is typed (RFC 857). */
  public static final TelnetOption ECHO = new TelnetOption(1);

  /** Characters go both ways at any time (RFC 858). */
  public static final TelnetOption SUPPRESS_GO_AHEAD = new TelnetOption(3);

  /** Answered when all earlier input has been processed (RFC 860). */
  public static final TelnetOption TIMING_MARK = new TelnetOption(6);

  /** The terminal's name (RFC 1091), with "@" and an LU name in RFC 1646. */
  public static final TelnetOption TERMINAL_TYPE = new TelnetOption(24);

  /** Records end with IAC EOR (RFC 885). */
  public static final TelnetOption END_OF_RECORD = new TelnetOption(25);

  /** Environment variables (RFC 1572). */
  public static final TelnetOption NEW_ENVIRON = new TelnetOption(39);

  /** TN3270 enhancements (RFC 2355). */
  public static final TelnetOption TN3270E = new TelnetOption(40);

  /** TLS on the same connection. */
  public static final TelnetOption START_TLS = new TelnetOption(46);

  @Override
  public String toString() {
    return switch (code) {
      case 0 -> "BINARY";
      case 1 -> "ECHO";
      case 3 -> "SUPPRESS-GO-AHEAD";
      case 6 -> "TIMING-MARK";
      case 24 -> "TERMINAL-TYPE";
      case 25 -> "END-OF-RECORD";
      case 39 -> "NEW-ENVIRON";
      case 40 -> "TN3270E";
      case 46 -> "START-TLS";
      default -> "OPTION " + code;
    };
  }
}
