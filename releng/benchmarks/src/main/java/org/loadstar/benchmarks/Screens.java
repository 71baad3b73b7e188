// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import java.io.ByteArrayOutputStream;
import org.loadstar.tn3270.codepage.CodePage;

/** The screen of the measurements: a full one of model 4, with a field in every row. */
final class Screens {
  static final int ROWS = 43;
  static final String LAST_LINE = "LINE 43 ";
  private static final int COLUMNS = 80;

  private Screens() {}

  /** An Erase/Write Alternate: for every row SBA, SFE with two attributes and 79 characters. */
  static byte[] record() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x7E);
    out.write(0xC3); // reset, restore the keyboard, reset modified data tags
    for (int row = 0; row < ROWS; row++) {
      int address = row * COLUMNS;
      out.write(0x11);
      out.write(address >> 8); // 14 bits
      out.write(address);
      out.writeBytes(new byte[] {0x29, 2, (byte) 0xC0, (byte) 0xF0, 0x42, (byte) 0xF5});
      String text = "LINE " + (row + 1) + " " + "ABCDEFGHIJ".repeat(8);
      out.writeBytes(CodePage.CP037.encode(text.substring(0, COLUMNS - 1)));
    }
    return out.toByteArray();
  }
}
