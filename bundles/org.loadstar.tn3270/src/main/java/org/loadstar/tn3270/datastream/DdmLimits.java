// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import java.util.Optional;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.ProtocolException.Reason;

/**
 * How much a terminal takes and sends in one record of a file transfer: the query reply Distributed
 * Data Management, X'95' (GA23-0059). A terminal without it has no DFT mode.
 *
 * @param in LIMIN, the most bytes of one inbound transmission
 * @param out LIMOUT, the most bytes of one outbound transmission
 */
public record DdmLimits(int in, int out) {
  /** The code of the query reply. */
  public static final int CODE = 0x95;

  /** What our terminals say, as s3270 does. */
  public static final DdmLimits OURS = new DdmLimits(16384, 16384);

  /** Less than this is no use. */
  private static final int SMALLEST = 256;

  private static final int QUERY_REPLY = 0x81;

  /** The body of the query reply, behind its code. */
  public byte[] encode() {
    // No flags; one subset of commands, the first.
    return new byte[] {
      0, 0, (byte) (in >> 8), (byte) in, (byte) (out >> 8), (byte) out, 0x01, 0x01
    };
  }

  /**
   * Looks for the reply in what a terminal answered to a query.
   *
   * @param fields structured fields, without the AID
   * @throws ProtocolException if their lengths are wrong or the limits are too small for a file
   */
  public static Optional<DdmLimits> find(byte[] fields) {
    for (int at = 0; at < fields.length; ) {
      int length = fields.length - at < 4 ? 0 : number(fields, at);
      if (length < 4 || length > fields.length - at) {
        throw new ProtocolException(Reason.TRUNCATED, "a query reply cut short");
      }
      if ((fields[at + 2] & 0xFF) == QUERY_REPLY && (fields[at + 3] & 0xFF) == CODE) {
        if (length < 10) {
          throw new ProtocolException(Reason.TRUNCATED, "the query reply DDM cut short");
        }
        return Optional.of(limits(number(fields, at + 6), number(fields, at + 8)));
      }
      at += length;
    }
    return Optional.empty();
  }

  private static DdmLimits limits(int in, int out) {
    if (Math.min(in, out) < SMALLEST) {
      throw new ProtocolException(Reason.MALFORMED, "DDM limits of " + in + " and " + out);
    }
    return new DdmLimits(in, out);
  }

  private static int number(byte[] data, int at) {
    return (data[at] & 0xFF) << 8 | (data[at + 1] & 0xFF);
  }
}
