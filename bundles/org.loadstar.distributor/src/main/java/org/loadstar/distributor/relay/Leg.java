// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** One side of a relayed connection. For its event loop, which is the other side's too. */
final class Leg extends ChannelInboundHandlerAdapter {
  private final Relay relay;
  private final Channel channel;
  private long received;
  private boolean inputEnded;
  private boolean outputEnded;

  Leg(Relay relay, Channel channel) {
    this.relay = relay;
    this.channel = channel;
  }

  Channel channel() {
    return channel;
  }

  /** The bytes that came in. */
  long received() {
    return received;
  }

  boolean inputEnded() {
    return inputEnded;
  }

  /** Whether nothing is left to be done in either direction. */
  boolean done() {
    return inputEnded && outputEnded;
  }

  /** Whether it takes more to send, or will get nothing more to send. */
  boolean takes() {
    return outputEnded || channel.isWritable();
  }

  InetSocketAddress remote() {
    return (InetSocketAddress) channel.remoteAddress();
  }

  InetAddress local() {
    return ((InetSocketAddress) channel.localAddress()).getAddress();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    ByteBuf bytes = (ByteBuf) msg;
    received += bytes.readableBytes();
    relay.read(this, bytes);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    relay.other(this).channel.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    relay.writability(this);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE && !inputEnded) {
      inputEnded = true;
      relay.inputEnded(this);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    relay.abort();
  }

  /** Whether it closed because its input ended last. */
  boolean closedByEnd() {
    boolean byEnd = outputEnded && !inputEnded;
    inputEnded = true;
    return byEnd;
  }

  /** Reads, or reads no more for now. */
  void reading(boolean wanted) {
    channel.config().setAutoRead(wanted && !inputEnded && channel.isActive());
  }

  /** All that was to be sent is sent. */
  void endOutput() {
    outputEnded = true;
    if (inputEnded) {
      channel.close();
    } else {
      ((DuplexChannel) channel).shutdownOutput();
      // When its input ends too, it is over: it closes without another call to the system.
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    }
  }
}
