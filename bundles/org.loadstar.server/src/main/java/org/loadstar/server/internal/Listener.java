// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.agent.AdvertisedServer;
import org.loadstar.api.agent.LoadReading;
import org.loadstar.api.agent.ServerDescription;
import org.loadstar.api.server.ServerRuntimeDTO.ListenerDTO;
import org.loadstar.net.NetworkStack;
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
  private @Nullable ServiceRegistration<AdvertisedServer> registration;

  /** The configuration that holds and the socket that accepts. */
  private record Listening(ListenerConfig config, Acceptor acceptor) {
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
    if (before != null && before.isAt(config)) {
      holds(new Listening(config, before.acceptor()));
    } else if (stack == null) {
      note = "waits for the network";
    } else {
      move(before, config, stack);
    }
    reception.changed();
  }

  private void move(@Nullable Listening before, ListenerConfig config, NetworkStack stack) {
    boolean samePort = before != null && before.config().port() == config.port();
    try {
      if (before != null && samePort) {
        before.acceptor().stop(); // a port is had once, whatever the address
      }
      open(config, stack);
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
        reopen(before.config(), stack);
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

  private void reopen(ListenerConfig config, NetworkStack stack) {
    String why = note;
    try {
      open(config, stack);
      note = why;
    } catch (IOException e) {
      LOG.error("{} has lost its port: {}", config.name(), e.getMessage());
      withdraw();
      listening = null;
    }
  }

  /** The first client may come before this returns, so the units are there before the socket. */
  private void open(ListenerConfig config, NetworkStack stack) throws IOException {
    reception.configure(config);
    Acceptor opened =
        new Acceptor(reception, stack, new InetSocketAddress(config.address(), config.port()));
    acceptors.add(opened);
    withdraw();
    holds(new Listening(config, opened));
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
    return Advertisement.of(now.config(), now.acceptor().port(), context.getBundle().getVersion());
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
    }
    acceptors.stream()
        .flatMap(a -> a.connections().stream())
        .map(Connection::report)
        .filter(Objects::nonNull)
        .forEach(dto.sessions::add);
    return dto;
  }
}
