// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import org.loadstar.tn3270.ProtocolException.Reason;

/** What came of a host's record. */
public sealed interface Outcome {
  /**
   * It was applied; a positive response is due if the host asked for one.
   *
   * @param alarm the host sounds the alarm
   * @param skipped number of bytes that are no order, no format control and no text, which s3270
   *     and we pass over
   */
  record Applied(boolean alarm, int skipped) implements Outcome {}

  /** The host asked for data: it is to be sent, after a positive response if that is due too. */
  final class Reply implements Outcome {
    private final byte[] record;

    Reply(byte[] record) {
      this.record = record;
    }

    /** The record to send; the caller owns it. */
    public byte[] record() {
      return record;
    }

    /** The length only: the data may hold a password. */
    @Override
    public String toString() {
      return "Reply[" + record.length + " bytes]";
    }
  }

  /**
   * It was refused, from the faulty place on; a negative response is due unless the host asked for
   * none (RFC 2355 section 10.4.1).
   *
   * @param reason what was wrong
   * @param detail for the log, without data of the record
   */
  record Negative(Reason reason, String detail) implements Outcome {
    /** The code for a TN3270E response: 0x00 command reject, 0x02 operation check. */
    public int responseCode() {
      return reason == Reason.INVALID_COMMAND || reason == Reason.INVALID_STRUCTURED_FIELD
          ? 0x00
          : 0x02;
    }
  }
}
