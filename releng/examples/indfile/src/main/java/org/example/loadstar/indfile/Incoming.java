// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.indfile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.loadstar.tn3270.transfer.HostAscii;
import org.loadstar.tn3270.transfer.TransferCommand;
import org.loadstar.tn3270.transfer.TransferCommand.RecordFormat;

/** Makes a file of what a terminal sends, by the options of the command. */
final class Incoming {
  private static final int END_OF_FILE = 0x1A;
  private static final byte BLANK = 0x40;

  private final TransferCommand command;
  private final List<byte[]> records = new ArrayList<>();
  private final ByteArrayOutputStream record = new ByteArrayOutputStream();
  private long size;
  private boolean segmented;

  Incoming(TransferCommand command) {
    this.command = command;
  }

  void write(byte[] data) throws IOException {
    size += data.length;
    if (size > HostFile.MAX_SIZE) {
      throw new IOException("the file is too long");
    }
    for (byte value : data) {
      write(value);
    }
  }

  private void write(byte value) {
    if (command.lines() && (value == '\r' || value == END_OF_FILE)) {
      return;
    } else if (command.lines() && value == '\n') {
      end();
      return;
    } else if (command.recordLength() > 0 && record.size() == command.recordLength()) {
      segmented |= command.lines();
      end();
    }
    record.write(command.text() ? toEbcdic(value) : value);
  }

  private static int toEbcdic(byte value) {
    int code = HostAscii.toCode(value);
    return code < 0 ? value : code;
  }

  private void end() {
    byte[] ended = record.toByteArray();
    if (command.recordFormat() == RecordFormat.FIXED && ended.length < command.recordLength()) {
      int from = ended.length;
      ended = Arrays.copyOf(ended, command.recordLength());
      Arrays.fill(ended, from, ended.length, command.text() ? BLANK : 0);
    }
    records.add(ended);
    record.reset();
  }

  /** Whether lines became several records. */
  boolean segmented() {
    return segmented;
  }

  HostFile file() {
    if (record.size() > 0) {
      end();
    }
    return new HostFile(records);
  }
}
