// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import io.netty.buffer.ByteBuf;

/**
 * Why a host application ended the session: the data of an UNBIND message (RFC 2355, section 10.3;
 * codes of the SNA UNBIND request). An open value: a reason nobody knows is kept with its code.
 *
 * @param code 0..255
 */
public record UnbindReason(int code) {
  /** Normal end of session. */
  public static final UnbindReason NORMAL = new UnbindReason(0x01);

  /** Another BIND follows. */
  public static final UnbindReason BIND_FORTHCOMING = new UnbindReason(0x02);

  /** The session is cleaned up by force. */
  public static final UnbindReason CLEANUP = new UnbindReason(0x0F);

  /** Reads the data part; a server that tells no reason means a normal end. */
  public static UnbindReason decode(ByteBuf data) {
    return data.isReadable() ? new UnbindReason(data.readUnsignedByte()) : NORMAL;
  }

  /** Writes the data part. */
  public void encode(ByteBuf out) {
    out.writeByte(code);
  }

  @Override
  public String toString() {
    return switch (code) {
      case 0x01 -> "NORMAL";
      case 0x02 -> "BIND-FORTHCOMING";
      case 0x07 -> "VR-INOPERATIVE";
      case 0x08 -> "RX-INOPERATIVE";
      case 0x09 -> "HRESET";
      case 0x0A -> "SSCP-GONE";
      case 0x0B -> "VR-DEACTIVATED";
      case 0x0C -> "LU-FAILURE-PERMANENT";
      case 0x0E -> "LU-FAILURE-TEMPORARY";
      case 0x0F -> "CLEANUP";
      case 0xFE -> "BAD-SENSE";
      default -> "UNBIND " + code;
    };
  }
}
