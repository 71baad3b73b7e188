// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.loadstar.tn3270.e.BindImage;
import org.loadstar.tn3270.e.DataType;
import org.loadstar.tn3270.e.NegotiationAction.Connected;
import org.loadstar.tn3270.e.NegotiationAction.Mode;
import org.loadstar.tn3270.e.ResponseMessage;
import org.loadstar.tn3270.e.Tn3270eFunction;
import org.loadstar.tn3270.e.Tn3270eHeader;
import org.loadstar.tn3270.e.UnbindReason;
import org.loadstar.tn3270.screen.ScreenSize;
import org.loadstar.tn3270.telnet.TelnetEncoder;

/**
 * Sends the records of a terminal in the mode agreed on: with a TN3270E header, as far as its
 * functions are agreed, or plain. Used on the channel's event loop only.
 */
final class TerminalLine implements Line {
  /** How long a user may read why his session ends. */
  static final int FAREWELL_SECONDS = 5;

  /** What the kernel has not taken by then is lost with the connection. */
  private static final int LINGER_SECONDS = 5;

  private static final int NEW_LINE = 0x15;
  private static final int MAX_NAME = 8;

  private final Channel channel;
  private final Connected agreed;
  private final TerminalModel model;
  private int sequenceNumber;
  private boolean bound;

  TerminalLine(Channel channel, Connected agreed, TerminalModel model) {
    this.channel = channel;
    this.agreed = agreed;
    this.model = model;
  }

  /** Whether records have a TN3270E header. */
  boolean hasHeaders() {
    return agreed.mode() == Mode.TN3270E;
  }

  /** Whether both ends agreed on a function. */
  boolean has(Tn3270eFunction function) {
    return agreed.functions().contains(function);
  }

  @Override
  public void bind(String application) {
    if (has(Tn3270eFunction.BIND_IMAGE)) {
      ScreenSize size = model.size();
      boolean dynamic = model.poolType().isEmpty();
      ByteBuf message = header(DataType.BIND_IMAGE);
      new BindImage(
              ScreenSize.MODEL_2.rows(),
              ScreenSize.MODEL_2.columns(),
              dynamic ? 0 : size.rows(),
              dynamic ? 0 : size.columns(),
              luName(application))
          .encode(message);
      record(message);
      bound = true;
    }
  }

  /** As much of an application's name as the name of a logical unit can hold. */
  private static String luName(String application) {
    String name = application.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9$#@]", "");
    return name.substring(0, Math.min(name.length(), MAX_NAME));
  }

  @Override
  public void send(byte[] record) {
    ByteBuf message = channel.alloc().buffer(Tn3270eHeader.LENGTH + record.length);
    if (has(Tn3270eFunction.RESPONSES)) {
      new Tn3270eHeader(DataType.DATA_3270, 0, Tn3270eHeader.ERROR_RESPONSE, sequenceNumber)
          .encode(message);
      sequenceNumber = Tn3270eHeader.next(sequenceNumber);
    } else if (hasHeaders()) {
      Tn3270eHeader.of(DataType.DATA_3270).encode(message);
    }
    record(message.writeBytes(record));
  }

  @Override
  public void sendServiceText(String text) {
    ByteBuf message = header(DataType.SSCP_LU_DATA).writeByte(NEW_LINE);
    record(message.writeBytes(PaintedScreen.CODE_PAGE.encode(text)).writeByte(NEW_LINE));
  }

  /** Answers a record of the terminal that asked for it. */
  void respond(ResponseMessage response) {
    ByteBuf message = channel.alloc().buffer();
    response.encode(message);
    record(message);
  }

  private ByteBuf header(DataType type) {
    ByteBuf message = channel.alloc().buffer();
    Tn3270eHeader.of(type).encode(message);
    return message;
  }

  private void record(ByteBuf message) {
    ByteBuf out = channel.alloc().buffer(message.readableBytes() + Tn3270eHeader.LENGTH);
    TelnetEncoder.record(message, out);
    message.release();
    channel.writeAndFlush(out);
  }

  @Override
  public void end() {
    unbind();
    close(channel);
  }

  /** Tells the terminal that the application has it no more. */
  void unbind() {
    if (bound) {
      bound = false;
      ByteBuf message = header(DataType.UNBIND);
      UnbindReason.NORMAL.encode(message);
      record(message);
    }
  }

  @Override
  public void endSoon() {
    channel.eventLoop().schedule(this::end, FAREWELL_SECONDS, TimeUnit.SECONDS);
  }

  /** Closes a connection after what was written, but does not wait for ever for a slow client. */
  static void close(Channel channel) {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
  }
}
