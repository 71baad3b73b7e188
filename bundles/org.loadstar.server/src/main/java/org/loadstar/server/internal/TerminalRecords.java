// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.function.IntConsumer;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.e.DataType;
import org.loadstar.tn3270.e.ResponseMessage;
import org.loadstar.tn3270.e.Tn3270eFunction;
import org.loadstar.tn3270.e.Tn3270eHeader;

/**
 * Reads the records of a terminal for its session (RFC 2355, sections 8 to 10.5). A record that
 * cannot be read is a {@link ProtocolException}, after its negative response if one was asked for.
 * Used on the channel's event loop only.
 */
final class TerminalRecords {
  private final TerminalLine line;
  private final TerminalSession session;
  private final IntConsumer screenRefused;

  /**
   * Reads records.
   *
   * @param screenRefused is told the code of a negative response
   */
  TerminalRecords(TerminalLine line, TerminalSession session, IntConsumer screenRefused) {
    this.line = line;
    this.session = session;
    this.screenRefused = screenRefused;
  }

  /** A record of the terminal. */
  void received(ByteBuf data) {
    if (!line.hasHeaders()) {
      key(data);
      return;
    }
    Tn3270eHeader header = Tn3270eHeader.decode(data);
    if (header.dataType().equals(DataType.DATA_3270)) {
      answeredKey(header, data);
    } else if (header.dataType().equals(DataType.RESPONSE)) {
      response(ResponseMessage.decode(header, data));
    } else if (header.dataType().equals(DataType.SSCP_LU_DATA)) {
      session.serviceText(PaintedScreen.CODE_PAGE.decode(ByteBufUtil.getBytes(data)));
    }
    // A display sends nothing else that means something to this server.
  }

  /** Clients hardly ever ask for a response, but they may. */
  private void answeredKey(Tn3270eHeader header, ByteBuf data) {
    int wanted =
        line.has(Tn3270eFunction.RESPONSES) ? header.responseFlag() : Tn3270eHeader.NO_RESPONSE;
    try {
      key(data);
    } catch (ProtocolException e) {
      if (wanted != Tn3270eHeader.NO_RESPONSE) {
        line.respond(
            ResponseMessage.negative(header.sequenceNumber(), ResponseMessage.OPERATION_CHECK));
      }
      throw e;
    }
    if (wanted == Tn3270eHeader.ALWAYS_RESPONSE) {
      line.respond(ResponseMessage.positive(header.sequenceNumber()));
    }
  }

  /** An empty record is what some clients send to find out whether the server lives. */
  private void key(ByteBuf data) {
    if (data.isReadable()) {
      session.received(ByteBufUtil.getBytes(data));
    }
  }

  private void response(ResponseMessage response) {
    if (!response.positive()) {
      screenRefused.accept(response.code());
    }
  }
}
