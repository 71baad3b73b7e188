// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.loadstar.slp.SlpCodec;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpLimits;

/**
 * Cuts a TCP connection into messages (RFC 2608 section 6.2). No more than one message, and what
 * one read brings, is stored; a message over the limit is refused before anything is.
 */
abstract class Frames extends ByteToMessageDecoder {
  /** A whole message; the buffer is valid during the call only. */
  abstract void frame(ChannelHandlerContext ctx, ByteBuf message);

  /** What follows cannot be told apart; the connection is of no use any more. */
  abstract void broken(ChannelHandlerContext ctx, String reason);

  @Override
  protected final void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (!ctx.channel().isWritable()) {
      return; // whoever does not read answers gets no more of them
    }
    try {
      int length = SlpCodec.frameLength(in, SlpLimits.MAX_MESSAGE_BYTES);
      if (length >= 0 && in.readableBytes() >= length) {
        frame(ctx, in.readSlice(length));
      }
    } catch (SlpException fault) {
      in.skipBytes(in.readableBytes());
      broken(ctx, fault.reason().name());
    }
  }

  /** Not the inherited one, which goes on reading where nothing was told to other handlers. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    discardSomeReadBytes();
    ctx.flush();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken(ctx, String.valueOf(cause.getMessage()));
  }
}
