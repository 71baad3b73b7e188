// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.ProtocolException.Reason;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeRequest;

/** The TERMINAL-TYPE subnegotiation (RFC 1091) with an LU name behind "@" (RFC 1646). */
final class TerminalType {
  static final int IS = 0;
  static final int SEND = 1;

  private TerminalType() {}

  /** Whether the payload asks for the terminal type. */
  static boolean isSend(ByteBuf payload) {
    return payload.isReadable() && payload.getUnsignedByte(payload.readerIndex()) == SEND;
  }

  /**
   * Reads the payload that tells the terminal type.
   *
   * @return null when it does something else
   * @throws ProtocolException for a name that cannot be one
   */
  static @Nullable DeviceTypeRequest decode(ByteBuf payload) {
    if (!payload.isReadable() || payload.readUnsignedByte() != IS) {
      return null;
    }
    String name = payload.toString(StandardCharsets.US_ASCII);
    int at = name.indexOf('@');
    String type = at < 0 ? name : name.substring(0, at);
    String resource = at < 0 ? null : name.substring(at + 1);
    if (!Names.valid(type) || (resource != null && !Names.valid(resource))) {
      throw new ProtocolException(
          Reason.MALFORMED, "a terminal type of no, too many or unprintable characters");
    }
    return new DeviceTypeRequest(type, resource, null);
  }
}
