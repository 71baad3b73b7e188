// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

/** The 3270 commands, each with its code of a local (channel) and of an SNA attachment. */
enum Command {
  WRITE(0x01, 0xF1),
  ERASE_WRITE(0x05, 0xF5),
  ERASE_WRITE_ALTERNATE(0x0D, 0x7E),
  ERASE_ALL_UNPROTECTED(0x0F, 0x6F),
  READ_BUFFER(0x02, 0xF2),
  READ_MODIFIED(0x06, 0xF6),
  READ_MODIFIED_ALL(0x0E, 0x6E),
  WRITE_STRUCTURED_FIELD(0x11, 0xF3),
  NO_OPERATION(0x03, 0x03),
  UNKNOWN(-1, -1);

  private static final Command[] BY_CODE = new Command[256];

  static {
    java.util.Arrays.fill(BY_CODE, UNKNOWN);
    for (Command command : values()) {
      if (command != UNKNOWN) {
        BY_CODE[command.local] = command;
        BY_CODE[command.sna] = command;
      }
    }
  }

  private final int local;
  private final int sna;

  Command(int local, int sna) {
    this.local = local;
    this.sna = sna;
  }

  /** The code that TN3270E hosts use. */
  int code() {
    return sna;
  }

  /**
   * The command of a code in a structured field, where the codes of a local attachment mean none.
   */
  static Command inStructuredField(int code) {
    Command command = of(code);
    return command.sna == (code & 0xFF) ? command : UNKNOWN;
  }

  static Command of(int code) {
    return BY_CODE[code & 0xFF];
  }
}
