// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

import java.io.ByteArrayOutputStream;
import org.loadstar.tn3270.datastream.Aid;

/** The 3270 records that carry DDM fields. */
final class DftRecord {
  /**
   * What hosts and terminals leave free of the limit of a transmission beside the data: the AID or
   * command, the fields' headers and some for what is in between, as s3270 and TSO do.
   */
  static final int RESERVED = 27;

  /** The same, of the record size in a host's open. */
  static final int RESERVED_IN_RECORD = 10;

  private static final int WRITE_STRUCTURED_FIELD = 0xF3;

  /** An Outbound 3270DS that writes nothing and restores the keyboard, as TSO sends before. */
  private static final byte[] NOTHING_WRITTEN = {0, 6, 0x40, 0, (byte) 0xF1, (byte) 0xC2};

  private DftRecord() {}

  static byte[] inbound(DdmMessage message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(Aid.STRUCTURED_FIELD.code());
    out.writeBytes(message.encode());
    return out.toByteArray();
  }

  static byte[] outbound(DdmMessage... messages) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(WRITE_STRUCTURED_FIELD);
    out.writeBytes(NOTHING_WRITTEN);
    for (DdmMessage message : messages) {
      out.writeBytes(message.encode());
    }
    return out.toByteArray();
  }

  /** A Read Partition for all query replies. */
  static byte[] query() {
    return new byte[] {(byte) WRITE_STRUCTURED_FIELD, 0, 5, 0x01, (byte) 0xFF, 0x02};
  }
}
