// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import io.netty.buffer.ByteBuf;
import org.loadstar.tn3270.ProtocolException;

/**
 * The answer to a message with 3270 or SCS data (RFC 2355, section 10.4.1).
 *
 * @param sequenceNumber of the message that is answered
 * @param positive whether it was executed
 * @param code the data byte, 0..255, an open value; its meaning depends on {@code positive}
 */
public record ResponseMessage(int sequenceNumber, boolean positive, int code) {
  /** Positive: device end. */
  public static final int DEVICE_END = 0;

  /** Negative: an invalid 3270 command. */
  public static final int COMMAND_REJECT = 0;

  /** Negative: the printer is not ready. */
  public static final int INTERVENTION_REQUIRED = 1;

  /** Negative: an illegal buffer address or order sequence. */
  public static final int OPERATION_CHECK = 2;

  /** Negative: the printer is powered off or not connected. */
  public static final int COMPONENT_DISCONNECTED = 3;

  /** The message with this number was executed. */
  public static ResponseMessage positive(int sequenceNumber) {
    return new ResponseMessage(sequenceNumber, true, DEVICE_END);
  }

  /** The message with this number was not executed, because of {@code code}. */
  public static ResponseMessage negative(int sequenceNumber, int code) {
    return new ResponseMessage(sequenceNumber, false, code);
  }

  /**
   * Reads the data of a message with data type RESPONSE.
   *
   * @throws ProtocolException when there is no data byte
   */
  public static ResponseMessage decode(Tn3270eHeader header, ByteBuf data) {
    if (!data.isReadable()) {
      throw new ProtocolException(
          ProtocolException.Reason.TRUNCATED, "a RESPONSE without a data byte");
    }
    return new ResponseMessage(
        header.sequenceNumber(),
        header.responseFlag() == Tn3270eHeader.POSITIVE_RESPONSE,
        data.readUnsignedByte());
  }

  /** Writes header and data. */
  public void encode(ByteBuf out) {
    int flag = positive ? Tn3270eHeader.POSITIVE_RESPONSE : Tn3270eHeader.NEGATIVE_RESPONSE;
    new Tn3270eHeader(DataType.RESPONSE, 0, flag, sequenceNumber).encode(out);
    out.writeByte(code);
  }
}
