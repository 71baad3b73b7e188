// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.telnet;

/**
 * A telnet command: the byte after IAC (RFC 854, RFC 885). An open value: a command nobody knows is
 * kept with its code.
 *
 * @param code 0..255
 */
public record TelnetCommand(int code) {
  /** End of record: the end of a 3270 message. */
  public static final TelnetCommand EOR = new TelnetCommand(239);

  /** No operation: the cheapest keep-alive. */
  public static final TelnetCommand NOP = new TelnetCommand(241);

  /** Data mark. */
  public static final TelnetCommand DATA_MARK = new TelnetCommand(242);

  /** Break. */
  public static final TelnetCommand BREAK = new TelnetCommand(243);

  /** Interrupt process: the 3270 ATTN key (RFC 2355, section 11). */
  public static final TelnetCommand INTERRUPT_PROCESS = new TelnetCommand(244);

  /** Abort output: the 3270 SYSREQ key (RFC 2355, section 10.5). */
  public static final TelnetCommand ABORT_OUTPUT = new TelnetCommand(245);

  /** Are you there. */
  public static final TelnetCommand ARE_YOU_THERE = new TelnetCommand(246);

  private static final String[] NAMES = {
    "EOR", "SE", "NOP", "DM", "BRK", "IP", "AO", "AYT", "EC", "EL", "GA"
  };

  @Override
  public String toString() {
    int index = code - EOR.code;
    return index >= 0 && index < NAMES.length ? NAMES[index] : "COMMAND " + code;
  }
}
