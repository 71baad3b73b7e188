// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import io.netty.channel.Channel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.server.ServerRuntimeDTO.ListenerDTO;
import org.loadstar.api.session.TlsMode;
import org.loadstar.net.TlsException;
import org.loadstar.net.TlsProfile;
import org.loadstar.net.TlsProfiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections of one listener share: its logical units, the applications, the counters.
 * Thread-safe.
 */
final class Reception {
  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

  private final String name;
  private final Applications applications;
  private final Runnable changed;
  private final FaultLog log = new FaultLog(LOG);
  private final LuPools pools = new LuPools(List.of(), 0);
  private final LongAdder accepted = new LongAdder();
  private final LongAdder faults = new LongAdder();
  private final ConcurrentMap<String, LongAdder> refused = new ConcurrentHashMap<>();
  private volatile String application = "";
  private volatile @Nullable ListenerConfig config;
  private volatile @Nullable TlsProfiles tls;

  /**
   * Without logical units yet.
   *
   * @param name of the server
   * @param changed called after something changed that {@link #report} tells
   */
  Reception(String name, Applications applications, Runnable changed) {
    this.name = name;
    this.applications = applications;
    this.changed = changed;
  }

  /** Takes a configuration; sessions that have begun keep what they have. */
  void configure(ListenerConfig config) {
    this.config = config;
    application = config.application();
    pools.configure(config.pools(), config.maxSessions());
  }

  /** The service of TLS profiles for what comes now; null where there is none. */
  void tls(@Nullable TlsProfiles profiles) {
    tls = profiles;
  }

  @Nullable TlsProfiles tls() {
    return tls;
  }

  /** Makes a new connection hear of its channel only when that is encrypted as configured. */
  void secure(Channel channel, Connection connection) {
    ListenerConfig now = config;
    if (now != null && now.tls() != TlsMode.OFF) {
      TlsProfiles profiles = tls;
      CompletionStage<TlsProfile> profile =
          profiles == null
              ? CompletableFuture.failedStage(new TlsException("there is no TLS service"))
              : profiles.profile(now.tlsProfile());
      channel.pipeline().addLast("tls phase", new TlsPhase(connection, profile, now));
    }
  }

  String name() {
    return name;
  }

  LuPools pools() {
    return pools;
  }

  Applications applications() {
    return applications;
  }

  /** The application that a session opens now. */
  String application() {
    return application;
  }

  /** A connection came. */
  void accepted() {
    accepted.increment();
  }

  /** A session was refused. */
  void refused(String reason) {
    refused.computeIfAbsent(reason, r -> new LongAdder()).increment();
    changed();
  }

  /** A connection ends because of what its peer did. */
  void fault(String peer, String reason, String detail) {
    faults.increment();
    log.closing(name, peer, reason, detail);
    changed();
  }

  /** A terminal answered a screen with a negative response; its session goes on. */
  void screenRefused(String peer, int code) {
    log.screenRefused(name, peer, code);
  }

  /** A session came, went or changed. */
  void changed() {
    changed.run();
  }

  /** Fills in the counters and pools. */
  void report(ListenerDTO dto) {
    dto.name = name;
    dto.accepted = accepted.sum();
    dto.faults = faults.sum();
    Map<String, Long> reasons = new TreeMap<>();
    refused.forEach((reason, count) -> reasons.put(reason, count.sum()));
    dto.refused = reasons;
    dto.pools = pools.report();
    dto.maxSessions = pools.capacity();
  }
}
