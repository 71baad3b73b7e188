// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Dictionary;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.agent.AdvertisedServer;
import org.loadstar.api.agent.LoadReading;
import org.loadstar.api.agent.ServerDescription;
import org.loadstar.api.server.ServerRuntimeDTO.ListenerDTO;
import org.loadstar.api.session.TlsMode;
import org.loadstar.net.NetworkStack;
import org.loadstar.net.TlsException;
import org.loadstar.net.TlsProfile;
import org.loadstar.net.TlsProfiles;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One configured listener with its socket, its sessions and its advertisement; none of them minds
 * what becomes of its configuration or its collaborators, until it is closed. Thread-safe; {@link
 * #configure}, {@link #network} and {@link #close} wait for sockets.
 *
 * <pre>
 *   IDLE -- right configuration and network, socket opened --> LISTENING (advertised)
 *   IDLE -- no such socket to be had / noted, tried again after 1, 2, 4 ... 60 s
 *   LISTENING -- other address or port, socket opened / old socket closed, sessions stay --+
 *     ^  |  -- any other change / applied                                                  |
 *     |  |  -- wrong configuration, or no such socket to be had / noted, nothing changes   |
 *     +--+---------------------------------------------------------------------------------+
 *   IDLE, LISTENING -- close / withdrawn, sessions ended, socket closed --> CLOSED
 * </pre>
 */
final class Listener implements AdvertisedServer {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  private static final int TLS_SECONDS = 10;

  private final String pid;
  private final BundleContext context;
  private final Reception reception;
  private final Retry retry = new Retry(this::again);

  /** The socket that accepts and those before it that still have sessions. */
  private final List<Acceptor> acceptors = new CopyOnWriteArrayList<>();

  private volatile @Nullable Listening listening;
  private volatile String note = "";

  // Guarded by this.
  private boolean closed;
  private @Nullable ListenerConfig wanted;
  private @Nullable NetworkStack network;
  private @Nullable Runnable watch;
  private @Nullable ServiceRegistration<AdvertisedServer> registration;

  /** The configuration that holds, its TLS profile, and the socket that accepts. */
  private record Listening(ListenerConfig config, @Nullable TlsProfile tls, Acceptor acceptor) {
    boolean isAt(ListenerConfig other) {
      return config.port() == other.port() && config.address().equals(other.address());
    }
  }

  /**
   * An idle listener.
   *
   * @param pid of its configuration
   */
  Listener(String pid, BundleContext context, Reception reception) {
    this.pid = pid;
    this.context = context;
    this.reception = reception;
  }

  /** The network is there, or another one; what runs keeps the one that it has. */
  synchronized void network(NetworkStack stack) {
    network = stack;
    ListenerConfig config = wanted;
    Listening now = listening;
    if (config != null && (now == null || !now.config().equals(config))) {
      configure(config);
    }
  }

  /** The network is gone for what comes now. */
  synchronized void networkGone(NetworkStack stack) {
    if (network == stack) {
      network = null;
    }
  }

  /** The TLS profiles are there, or other ones. */
  synchronized void tls(TlsProfiles profiles) {
    reception.tls(profiles);
    unwatch();
    watch = profiles.watch(this::tlsChanged);
    tlsChanged();
  }

  /** The TLS profiles are gone for what comes now. */
  synchronized void tlsGone(TlsProfiles profiles) {
    if (reception.tls() == profiles) {
      reception.tls(null);
      unwatch();
    }
  }

  private void unwatch() {
    if (watch != null) {
      watch.run();
      watch = null;
    }
  }

  /** What could not be opened may be now, and what is advertised may be another thing. */
  private synchronized void tlsChanged() {
    ListenerConfig config = wanted;
    if (config != null && config.tls() != TlsMode.OFF) {
      configure(config);
    }
  }

  /** The configuration is wrong: what holds goes on. */
  void wrong(String fault) {
    if (!fault.equals(note)) { // once, however often it is tried
      note = fault;
      LOG.error("{}", fault);
    }
    reception.changed();
  }

  /** Takes a configuration, unless it is closed. */
  synchronized void configure(ListenerConfig config) {
    if (closed) {
      return;
    }
    wanted = config;
    Listening before = listening;
    NetworkStack stack = network;
    if (stack == null && (before == null || !before.isAt(config))) {
      note = "waits for the network";
    } else if (config.tls() != TlsMode.OFF && reception.tls() == null) {
      note = "waits for the TLS service";
    } else {
      try {
        TlsProfile tls = profile(config);
        if (before != null && before.isAt(config)) {
          holds(new Listening(config, tls, before.acceptor()));
        } else if (stack != null) {
          move(before, config, tls, stack);
        }
      } catch (TlsException unusable) {
        wrong(pid + ": no TLS: " + unusable.getMessage());
      }
    }
    reception.changed();
  }

  /** The TLS profile as it is now, with a key; null where TLS is off. */
  private @Nullable TlsProfile profile(ListenerConfig config) throws TlsException {
    TlsProfiles profiles = reception.tls();
    if (config.tls() == TlsMode.OFF || profiles == null) {
      return null;
    }
    try {
      TlsProfile profile =
          profiles
              .profile(config.tlsProfile())
              .toCompletableFuture()
              .get(TLS_SECONDS, TimeUnit.SECONDS);
      profile.server(ByteBufAllocator.DEFAULT); // there is a key
      return profile;
    } catch (ExecutionException | TimeoutException unusable) {
      throw new TlsException(
          TlsException.describe(Objects.requireNonNullElse(unusable.getCause(), unusable)));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new TlsException("interrupted");
    }
  }

  private void move(
      @Nullable Listening before,
      ListenerConfig config,
      @Nullable TlsProfile tls,
      NetworkStack stack) {
    boolean samePort = before != null && before.config().port() == config.port();
    try {
      if (before != null && samePort) {
        before.acceptor().stop(); // a port is had once, whatever the address
      }
      open(config, tls, stack);
      LOG.info(
          "{} accepts terminals at {} port {}",
          config.name(),
          config.address().getHostAddress(),
          port());
      if (before != null) {
        before.acceptor().stop();
      }
    } catch (IOException e) {
      wrong(
          pid
              + ": address is '"
              + config.address().getHostAddress()
              + "' and port is '"
              + config.port()
              + "', which cannot be opened ("
              + e.getMessage()
              + "); allowed: an address of this machine and a free port"
              + (samePort ? "" : "; it is tried again"));
      if (before != null && samePort) {
        reopen(before, stack);
      } else if (before != null) {
        reception.configure(before.config());
      }
    }
    if (isAtPort(config.port())) {
      retry.stop();
    } else {
      retry.failed();
    }
    acceptors.removeIf(a -> !a.inUse());
  }

  /** Whoever has the port may have let it go. */
  private synchronized void again() {
    ListenerConfig config = wanted;
    if (config != null && network != null && !isAtPort(config.port())) {
      configure(config);
    }
  }

  /** Another address of a port that is had already would cost the port, again and again. */
  private boolean isAtPort(int port) {
    Listening now = listening;
    return now != null && now.config().port() == port;
  }

  private void reopen(Listening before, NetworkStack stack) {
    String why = note;
    try {
      open(before.config(), before.tls(), stack);
      note = why;
    } catch (IOException e) {
      LOG.error("{} has lost its port: {}", before.config().name(), e.getMessage());
      withdraw();
      listening = null;
    }
  }

  /** The first client may come before this returns, so the units are there before the socket. */
  private void open(ListenerConfig config, @Nullable TlsProfile tls, NetworkStack stack)
      throws IOException {
    reception.configure(config);
    Acceptor opened =
        new Acceptor(reception, stack, new InetSocketAddress(config.address(), config.port()));
    acceptors.add(opened);
    withdraw();
    holds(new Listening(config, tls, opened));
  }

  private void holds(Listening now) {
    reception.configure(now.config());
    listening = now;
    note = "";
    Dictionary<String, Object> properties =
        FrameworkUtil.asDictionary(
            Map.of(
                "name",
                now.config().name(),
                Constants.SERVICE_PID,
                pid,
                AdvertisedServer.LOAD_BIAS,
                now.config().loadBias()));
    if (registration == null) {
      registration = context.registerService(AdvertisedServer.class, this, properties);
    } else {
      registration.setProperties(properties);
    }
  }

  private void withdraw() {
    if (registration != null) {
      registration.unregister();
      registration = null;
    }
  }

  /** Withdraws the advertisement, closes the socket and ends every session. */
  synchronized void close() {
    closed = true;
    unwatch();
    withdraw();
    listening = null;
    acceptors.forEach(Acceptor::close);
    acceptors.clear();
    retry.stop();
  }

  /** The port of the socket that accepts; 0 where there is none. */
  int port() {
    Listening now = listening;
    return now == null ? 0 : now.acceptor().port();
  }

  @Override
  public ServerDescription describe() {
    Listening now = Objects.requireNonNull(listening, "not listening any more");
    return Advertisement.of(
        now.config(), now.acceptor().port(), context.getBundle().getVersion(), now.tls());
  }

  @Override
  public LoadReading load() {
    int capacity = reception.pools().capacity();
    return new LoadReading.Sessions(Math.min(reception.pools().inUse(), capacity), capacity);
  }

  /** Applications came, went or failed: the terminals of one that is quarantined are told. */
  void applicationsChanged() {
    acceptors.forEach(a -> a.connections().forEach(Connection::applicationsChanged));
  }

  /** What can be told of it, owned by the caller. */
  ListenerDTO report() {
    ListenerDTO dto = new ListenerDTO();
    reception.report(dto);
    Listening now = listening;
    dto.listening = now != null;
    dto.note = note;
    if (now != null) {
      dto.address = now.config().address().getHostAddress();
      dto.port = now.acceptor().port();
      dto.tls = now.config().tls().name().toLowerCase(Locale.ROOT);
    }
    acceptors.stream()
        .flatMap(a -> a.connections().stream())
        .map(Connection::report)
        .filter(Objects::nonNull)
        .forEach(dto.sessions::add);
    return dto;
  }
}
