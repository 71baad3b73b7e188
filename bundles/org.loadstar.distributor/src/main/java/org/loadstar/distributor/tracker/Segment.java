// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

/**
 * What matters of a TCP segment (RFC 9293 section 3.1).
 *
 * @param flags the control bits, as in the header
 * @param sequence the sequence number
 * @param length of its data, in octets
 */
public record Segment(int flags, int sequence, int length) {
  /** No more data from the sender. */
  public static final int FIN = 1;

  /** Synchronize sequence numbers. */
  public static final int SYN = 1 << 1;

  /** Reset the connection. */
  public static final int RST = 1 << 2;

  /** The acknowledgement field counts. */
  public static final int ACK = 1 << 4;

  /** Whether a control bit is set. */
  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** The sequence number after it: SYN and FIN count as one octet each. */
  public int end() {
    return sequence + length + (has(SYN) ? 1 : 0) + (has(FIN) ? 1 : 0);
  }
}
