// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.HostPort;
import org.loadstar.api.session.KeepAliveProbe;
import org.loadstar.net.TlsException;
import org.loadstar.net.TlsProfile;
import org.loadstar.net.TlsProfiles;
import org.loadstar.tn3270.e.ClientNegotiation;
import org.loadstar.tn3270.e.NegotiationAction;
import org.loadstar.tn3270.e.TerminalRequest;

/**
 * One try to get a session from one server: resolve its name, open a TCP connection to the first of
 * its addresses that takes it, encrypt it where that is wanted, negotiate. Its methods are called
 * on the session's event loop, and so is its listener. It has no time-out of its own.
 *
 * <pre>
 *   RESOLVING --&gt; CONNECTING --&gt; NEGOTIATING --&gt; accepted
 *        \             |    ^          |  |
 *         \            |    +----------+  |  closed by the server, another name is left to ask for
 *          +------- refused --------------+        hangUp from any: silent
 * </pre>
 */
public final class Dial {
  /** A record is some 4 KiB; a host that leaves so many answers unread is not read either. */
  static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(16 * 1024, 32 * 1024);

  /** One read is at most half of what may wait to be written, and an answer no longer than that. */
  private static final RecvByteBufAllocator READS =
      new AdaptiveRecvByteBufAllocator(64, 2048, 16 * 1024);

  /**
   * What is wanted of a server.
   *
   * @param terminal the terminal to be
   * @param lines whether a host that knows nothing of 3270 and talks in lines of text will do
   * @param keepAlive how long the host may be silent before the probe; zero for ever
   * @param probe what to say to it then
   */
  public record Request(
      TerminalRequest terminal, boolean lines, Duration keepAlive, KeepAliveProbe probe) {}

  /** Is told once how the dial ends, and before that when the TCP connection stands. */
  public interface Listener {
    /** The TCP connection stands. */
    void tcpConnected();

    /** There is a session. */
    void accepted(Connection connection, NegotiationAction.Connected agreed);

    /** There is none, and why. */
    void refused(String reason);
  }

  private final EventLoop loop;
  private final HostPort server;
  private final Request request;
  private final TlsWish wish;
  private TerminalRequest terminal;
  private final Supplier<ChannelHandler> tap;
  private final Listener listener;
  private final Connection connection;
  private final Deque<InetAddress> addresses = new ArrayDeque<>();
  private @Nullable InetAddress dialled;
  private @Nullable TelnetHandler telnet;
  private @Nullable ClientTls tls;
  private @Nullable Channel channel;
  private boolean over;

  /**
   * A dial that has not begun.
   *
   * @param tap makes a handler that sees all bytes in clear, for each TCP connection
   * @param sessionListener of the connection, once there is a session
   */
  public Dial(
      EventLoop loop,
      HostPort server,
      Request request,
      TlsWish wish,
      Terminal terminal,
      FaultLog faults,
      Supplier<ChannelHandler> tap,
      Listener listener,
      Connection.Listener sessionListener) {
    this.loop = loop;
    this.server = server;
    this.request = request;
    this.terminal = request.terminal();
    this.tap = tap;
    this.wish = wish;
    this.listener = listener;
    this.connection = new Connection(server.toString(), terminal, faults, sessionListener);
  }

  /**
   * Begins.
   *
   * @param blocking where a name may be resolved
   */
  public void start(Executor blocking) {
    TlsProfiles profiles = wish.profiles();
    if (wish.isOff()) {
      begin(blocking);
    } else if (profiles == null) {
      onLoop(() -> refused("TLS is wanted and there is no TLS service: org.loadstar.net"));
    } else {
      profiles
          .profile(wish.profile().tlsProfile())
          .whenComplete((profile, failure) -> onLoop(() -> secured(profile, failure, blocking)));
    }
  }

  private void secured(
      @Nullable TlsProfile profile, @Nullable Throwable failure, Executor blocking) {
    if (profile == null) {
      refused(failure == null ? "there is no TLS profile" : TlsException.describe(failure));
      return;
    }
    String refusal = wish.refusal(profile);
    if (refusal != null) {
      refused(refusal);
    } else if (!over) {
      tls = new ClientTls(wish, profile, server, this);
      begin(blocking);
    }
  }

  private void begin(Executor blocking) {
    String host = server.host();
    if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
      resolve();
    } else {
      blocking.execute(this::resolve);
    }
  }

  private void resolve() {
    try {
      InetAddress[] found = InetAddress.getAllByName(server.host());
      onLoop(
          () -> {
            addresses.addAll(Arrays.asList(found));
            connectNext("");
          });
    } catch (UnknownHostException unknown) {
      onLoop(() -> refused("the host name '" + server.host() + "' is unknown"));
    }
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException ended) {
      // The session was closed meanwhile, and the loops with it.
    }
  }

  private void connectNext(String failure) {
    InetAddress address = addresses.poll();
    if (over) {
      return;
    }
    if (address == null) {
      refused(failure);
    } else {
      connect(address);
    }
  }

  private void connect(InetAddress address) {
    TelnetHandler handler = new TelnetHandler(new ClientNegotiation(terminal));
    NegotiationHandler negotiation =
        new NegotiationHandler(this, () -> request.lines() && handler.isOpen());
    telnet = handler;
    dialled = address;
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.RECVBUF_ALLOCATOR, READS)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel made) {
                    if (tls != null) {
                      tls.install(made.pipeline());
                    }
                    made.pipeline().addLast("trace", tap.get());
                    if (!request.keepAlive().isZero()) {
                      made.pipeline()
                          .addLast(
                              "keepAlive", new KeepAlive(request.keepAlive(), request.probe()));
                    }
                    made.pipeline().addLast("telnet", handler).addLast("negotiation", negotiation);
                  }
                })
            .connect(new InetSocketAddress(address, server.port()));
    channel = connecting.channel();
    connecting.addListener(done -> connected(connecting));
  }

  private void connected(ChannelFuture connecting) {
    Throwable failure = connecting.cause();
    if (failure != null) {
      connectNext("no connection: " + failure.getMessage());
    } else if (!over) {
      listener.tcpConnected();
    }
  }

  Connection connection() {
    return connection;
  }

  void encryption(Encryption now) {
    connection.encryption(now);
  }

  void accepted(NegotiationAction.Connected agreed) {
    if (!over) {
      over = true;
      listener.accepted(connection, agreed);
    }
  }

  void closedByServer(String reason) {
    TerminalRequest rest = telnet == null ? null : telnet.rest();
    if (over || rest == null || dialled == null) {
      refused(reason);
    } else {
      terminal = rest;
      connect(dialled);
    }
  }

  void refused(String reason) {
    if (!over) {
      hangUp();
      listener.refused(reason);
    }
  }

  /** How far it has come, for the message when its time is up. */
  public String progress() {
    if (telnet == null || channel == null || !channel.isActive()) {
      return "";
    }
    String waiting = tls == null ? "" : tls.waitsFor();
    return waiting.isEmpty() ? telnet.timeout() : waiting;
  }

  /** Gives it up, silently. */
  public void hangUp() {
    over = true;
    if (channel != null) {
      channel.close();
    }
  }
}
