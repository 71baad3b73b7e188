// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.loadstar.net.NetworkStack;
import org.loadstar.slp.SlpCodec;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpMessage;

/**
 * A TCP connection to an agent. Questions follow each other without waiting; transaction
 * identifiers tell their answers apart, and are changed on the way where two exchanges chose the
 * same. Its state is guarded by the pool's lock.
 */
final class StreamClient extends Frames {
  private static final int CONNECT_MILLIS = 5_000;

  /** Where both versions have it. */
  private static final int XID_INDEX = 10;

  /**
   * @param again whether it may be asked once more, because an old connection may have died
   */
  private record Pending(StreamQuestion question, boolean again) {}

  private final StreamPool pool;
  private final NetworkStack stack;
  private final NetworkStack.Lease lease;
  private final InetSocketAddress agent;
  private final Map<Integer, Pending> pending = new HashMap<>();
  private @Nullable ChannelFuture connecting;
  private boolean connected;
  private String end = "closed the connection before it answered";
  private long keepUntil;

  StreamClient(StreamPool pool, NetworkStack stack, InetSocketAddress agent) {
    this.pool = pool;
    this.stack = stack;
    this.lease = stack.lease();
    this.agent = agent;
  }

  InetSocketAddress agent() {
    return agent;
  }

  /** To be called once, under the lock. */
  void connect() {
    ChannelFuture future =
        new Bootstrap()
            .group(lease.group())
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(this)
            .connect(agent);
    connecting = future;
    future.addListener(done -> connected(done.isSuccess()));
    future.channel().closeFuture().addListener(closed -> lost(future.cause()));
  }

  private void connected(boolean success) {
    synchronized (pool) {
      connected = success;
    }
  }

  boolean connected() {
    return connected;
  }

  boolean idle() {
    return pending.isEmpty();
  }

  void keepUntil(long millis) {
    keepUntil = Math.max(keepUntil, millis);
  }

  /** Under the lock. */
  void ask(StreamQuestion question) {
    int xid = question.xid();
    while (pending.containsKey(xid)) {
      xid = xid % 0xFFFF + 1;
    }
    pending.put(xid, new Pending(question, connected));
    ByteBuf request = Unpooled.copiedBuffer(question.request()).setShort(XID_INDEX, xid);
    ChannelFuture future = connecting;
    if (future != null) {
      future.addListener(
          done -> {
            if (done.isSuccess()) {
              future.channel().writeAndFlush(request);
            } else {
              request.release();
            }
          });
    }
  }

  /** Whether the question was asked here; under the lock. */
  boolean forget(StreamQuestion question) {
    return pending.values().removeIf(p -> p.question == question);
  }

  /** Under the lock, when a question has ended. */
  void closeIfDone() {
    if (!pending.isEmpty()) {
      return;
    }
    long rest = keepUntil - stack.clock().millis();
    ChannelFuture future = connecting;
    if (rest <= 0 || !connected || future == null) {
      pool.drop(this);
    } else {
      future
          .channel()
          .eventLoop()
          .schedule(
              () -> {
                synchronized (pool) {
                  closeIfDone();
                }
              },
              rest,
              TimeUnit.MILLISECONDS);
    }
  }

  @Override
  void frame(ChannelHandlerContext ctx, ByteBuf frame) {
    InetAddress local = ((InetSocketAddress) ctx.channel().localAddress()).getAddress();
    Pending asked;
    synchronized (pool) {
      asked = pending.remove(frame.getUnsignedShort(XID_INDEX));
      if (asked == null) {
        return; // nobody waits for it any more
      }
      closeIfDone();
    }
    StreamQuestion question = asked.question;
    try {
      SlpMessage reply = SlpCodec.decode(frame.setShort(XID_INDEX, question.xid()));
      if (question.fits(reply)) {
        question.answered(reply, local);
        return;
      }
      question.failed(StreamPool.line(agent, "an answer to another request"));
    } catch (SlpException fault) {
      question.failed(StreamPool.line(agent, "a malformed answer, " + fault.reason()));
    }
    broken(ctx, "a malformed answer");
  }

  @Override
  void broken(ChannelHandlerContext ctx, String reason) {
    synchronized (pool) {
      end = reason;
    }
    ctx.close();
  }

  void close() {
    ChannelFuture future = connecting;
    if (future != null) {
      future.channel().close();
    }
  }

  /**
   * The connection has ended, whoever ended it.
   *
   * @param refused why there never was one; taken from the future that knows, for the channel may
   *     be closed before those who listen to that future are told
   */
  private void lost(@Nullable Throwable refused) {
    List<Pending> left;
    String why;
    synchronized (pool) {
      pool.drop(this);
      left = new ArrayList<>(pending.values());
      pending.clear();
      why = refused == null ? end : rootMessage(refused);
    }
    for (Pending asked : left) {
      if (asked.again) {
        pool.askAgain(stack, asked.question);
      } else {
        asked.question.failed(StreamPool.line(agent, why));
      }
    }
    lease.close();
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    for (Throwable cause = root.getCause(); cause != null; cause = cause.getCause()) {
      root = cause;
    }
    return String.valueOf(root.getMessage());
  }
}
