// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import io.netty.buffer.ByteBuf;
import org.loadstar.tn3270.ProtocolException;

/**
 * The five bytes in front of every TN3270E message (RFC 2355, section 8.1). IAC doubling is the
 * business of the telnet layer.
 *
 * @param dataType what follows
 * @param requestFlag 0..255; {@link #ERR_COND_CLEARED}, or the flags of contention resolution:
 *     {@link #SEND_DATA} and {@link #KEYBOARD_RESTORE}
 * @param responseFlag 0..255; in data what answer is wanted, in a RESPONSE whether it is good
 * @param sequenceNumber 0..65535 on the wire, 0..32767 by the standard; see {@link #next}
 */
public record Tn3270eHeader(
    DataType dataType, int requestFlag, int responseFlag, int sequenceNumber) {
  /** Bytes on the wire. */
  public static final int LENGTH = 5;

  /** RESPONSE-FLAG of data: no answer. */
  public static final int NO_RESPONSE = 0;

  /** RESPONSE-FLAG of data: an answer in case of error only. */
  public static final int ERROR_RESPONSE = 1;

  /** RESPONSE-FLAG of data: always an answer. */
  public static final int ALWAYS_RESPONSE = 2;

  /** RESPONSE-FLAG of a RESPONSE: done. */
  public static final int POSITIVE_RESPONSE = 0;

  /** RESPONSE-FLAG of a RESPONSE: an error. */
  public static final int NEGATIVE_RESPONSE = 1;

  /** REQUEST-FLAG of a REQUEST: the printer is ready again. */
  public static final int ERR_COND_CLEARED = 0;

  /** A flag in REQUEST-FLAG: it is the terminal's turn (TN3270E extensions draft). */
  public static final int SEND_DATA = 1;

  /** A flag in REQUEST-FLAG: the keyboard is restored (TN3270E extensions draft). */
  public static final int KEYBOARD_RESTORE = 2;

  /** Whether REQUEST-FLAG has this flag. */
  public boolean has(int flag) {
    return (requestFlag & flag) != 0;
  }

  /** The header of a message that needs neither flags nor a number. */
  public static Tn3270eHeader of(DataType dataType) {
    return new Tn3270eHeader(dataType, 0, 0, 0);
  }

  /**
   * Reads the header of a record; what is left in {@code in} is the data.
   *
   * @throws ProtocolException when the record is shorter than a header
   */
  public static Tn3270eHeader decode(ByteBuf in) {
    if (in.readableBytes() < LENGTH) {
      throw new ProtocolException(
          ProtocolException.Reason.TRUNCATED,
          "a TN3270E message of " + in.readableBytes() + " bytes");
    }
    return new Tn3270eHeader(
        new DataType(in.readUnsignedByte()),
        in.readUnsignedByte(),
        in.readUnsignedByte(),
        in.readUnsignedShort());
  }

  /** Writes the five bytes. */
  public void encode(ByteBuf out) {
    out.writeByte(dataType.code()).writeByte(requestFlag).writeByte(responseFlag);
    out.writeShort(sequenceNumber);
  }

  /** The sequence number after {@code sequenceNumber}: 0 follows 32767 (section 10.4). */
  public static int next(int sequenceNumber) {
    return (sequenceNumber + 1) & 0x7FFF;
  }
}
