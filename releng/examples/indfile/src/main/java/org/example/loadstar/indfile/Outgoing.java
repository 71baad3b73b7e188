// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.indfile;

import java.io.ByteArrayOutputStream;
import org.loadstar.tn3270.transfer.HostAscii;
import org.loadstar.tn3270.transfer.TransferCommand;

/** What a terminal gets of a file, by the options of the command. */
final class Outgoing {
  private static final int FIRST_GRAPHIC = 0x40;
  private static final byte BLANK = 0x40;

  private Outgoing() {}

  static byte[] of(HostFile file, TransferCommand command) {
    if (!command.text()) {
      return file.content();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] record : file.records()) {
      int end = record.length;
      while (command.lines() && end > 0 && record[end - 1] == BLANK) {
        end--;
      }
      for (int i = 0; i < end; i++) {
        int code = record[i] & 0xFF;
        out.write(code < FIRST_GRAPHIC ? code : HostAscii.toByte(code));
      }
      if (command.lines()) {
        out.write('\r');
        out.write('\n');
      }
    }
    return out.toByteArray();
  }
}
