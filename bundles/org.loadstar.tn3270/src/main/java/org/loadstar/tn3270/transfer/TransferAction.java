// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

/** What one end of a transfer wants done. Contents are in no {@code toString}. */
public sealed interface TransferAction {
  /** The record is to be sent to the other end. */
  final class Send implements TransferAction {
    private final byte[] record;

    Send(byte[] record) {
      this.record = record;
    }

    /** Without telnet or TN3270E header; the caller owns it. */
    public byte[] record() {
      return record;
    }

    @Override
    public String toString() {
      return "Send[" + record.length + " bytes]";
    }
  }

  /**
   * The next bytes of the file are wanted: {@link TransferEnd#data} is to be called, with fewer
   * only at the end of the file and with none behind it.
   *
   * @param length 1 or more
   */
  record Read(int length) implements TransferAction {}

  /** These bytes belong to the file: {@link TransferEnd#written} is to be called. */
  final class Write implements TransferAction {
    private final byte[] data;

    Write(byte[] data) {
      this.data = data;
    }

    /** One or more; the caller owns them. */
    public byte[] data() {
      return data;
    }

    @Override
    public String toString() {
      return "Write[" + data.length + " bytes]";
    }
  }

  /**
   * It is over.
   *
   * @param complete whether the whole file went over
   * @param message the host's, for people; may be empty
   */
  record Finished(boolean complete, String message) implements TransferAction {}
}
