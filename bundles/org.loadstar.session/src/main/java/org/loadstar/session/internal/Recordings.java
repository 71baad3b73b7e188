// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.RecordListener;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.session.internal.client.Terminal;
import org.loadstar.session.internal.client.TraceBeginning;
import org.loadstar.session.internal.profile.DeviceModel;
import org.loadstar.tn3270.e.NegotiationAction;
import org.loadstar.tn3270.trace.TraceHeader;
import org.loadstar.tn3270.trace.TraceRecorder;
import org.loadstar.tn3270.trace.TraceSide;

/**
 * Who writes down what happens in one session: traces of its bytes, and those who want to see every
 * screen. Its methods are called on the session's event loop, save {@link #follow} and {@link
 * #trace}. It costs nothing while nobody does.
 */
final class Recordings {
  private final String id;
  private final SessionProfile profile;
  private final Terminal terminal;
  private final Context context;
  private final List<SessionTrace> traces = new CopyOnWriteArrayList<>();
  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private long records;
  private boolean over;

  Recordings(String id, SessionProfile profile, Terminal terminal, Context context) {
    this.id = id;
    this.profile = profile;
    this.terminal = terminal;
    this.context = context;
  }

  AutoCloseable follow(EventLoop loop, RecordListener listener) {
    Follower follower = new Follower(context.workers(), listener);
    onLoop(
        loop,
        () -> {
          if (over) {
            follower.end();
          } else {
            followers.add(follower);
          }
        },
        follower::end);
    return ending(loop, () -> followers.remove(follower), follower::end);
  }

  AutoCloseable trace(
      EventLoop loop, Writer out, Supplier<NegotiationAction.@Nullable Connected> agreed) {
    SessionTrace trace = new SessionTrace(id, out, context.workers().inOrder(), this::recorder);
    onLoop(
        loop,
        () -> {
          NegotiationAction.Connected mode = agreed.get();
          trace.remark("session " + id + " of the profile " + profile.name());
          if (mode != null) {
            trace.remark("what leads to the present screen");
            TraceBeginning.of(mode, terminal, trace::sent);
            trace.remark("from here on it is as it was");
          }
          if (over) {
            trace.end();
          } else {
            traces.add(trace);
          }
        },
        trace::end);
    return ending(loop, () -> traces.remove(trace), trace::end);
  }

  private static AutoCloseable ending(EventLoop loop, Runnable forget, Runnable end) {
    return () ->
        onLoop(
            loop,
            () -> {
              forget.run();
              end.run();
            },
            end);
  }

  /** Runs the task there, or the other where the session is over and its loop with it. */
  private static void onLoop(EventLoop loop, Runnable task, Runnable otherwise) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException ended) {
      otherwise.run();
    }
  }

  private TraceRecorder recorder(Consumer<String> out) {
    TraceHeader header =
        new TraceHeader(
            "Loadstar",
            DeviceModel.told(profile.deviceType()),
            terminal.largest(),
            profile.codePage());
    return new TraceRecorder(header, terminal.codePage(), context.clock(), out);
  }

  void recordApplied() {
    records++;
    for (Follower follower : followers) {
      follower.add(records, terminal::snapshot);
    }
  }

  void end() {
    over = true;
    followers.forEach(Follower::end);
    followers.clear();
    traces.forEach(SessionTrace::end);
    traces.clear();
  }

  /** A handler of one connection that lets the traces see its bytes. */
  ChannelHandler tap() {
    return new ChannelDuplexHandler() {
      @Override
      public void channelActive(ChannelHandlerContext ctx) throws Exception {
        for (SessionTrace trace : traces) {
          trace.connected("connected to " + ctx.channel().remoteAddress());
        }
        super.channelActive(ctx);
      }

      @Override
      public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
        seen(TraceSide.HOST, msg);
        super.channelRead(ctx, msg);
      }

      @Override
      public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise)
          throws Exception {
        seen(TraceSide.CLIENT, msg);
        super.write(ctx, msg, promise);
      }

      @Override
      public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        for (SessionTrace trace : traces) {
          trace.remark("the connection is closed");
        }
        super.channelInactive(ctx);
      }
    };
  }

  private void seen(TraceSide side, Object msg) {
    if (!traces.isEmpty() && msg instanceof ByteBuf buffer) {
      byte[] bytes = ByteBufUtil.getBytes(buffer);
      traces.forEach(trace -> trace.sent(side, bytes));
    }
  }
}
