// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.indfile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A file as a host has it: records, text in EBCDIC. Immutable. */
final class HostFile {
  /** More is refused. */
  static final int MAX_SIZE = 16 << 20;

  private final List<byte[]> records;

  HostFile(List<byte[]> records) {
    this.records = List.copyOf(records);
  }

  List<byte[]> records() {
    return records;
  }

  /** With the records of another behind its own. */
  HostFile with(HostFile other) throws IOException {
    List<byte[]> all = new ArrayList<>(records);
    all.addAll(other.records);
    if (all.stream().mapToLong(record -> record.length).sum() > MAX_SIZE) {
      throw new IOException("the file is too long");
    }
    return new HostFile(all);
  }

  /** All of it, without borders between the records. */
  byte[] content() {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    records.forEach(content::writeBytes);
    return content.toByteArray();
  }
}
