// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.agent.AdvertisedServer;
import org.loadstar.api.agent.LoadContributor;
import org.loadstar.api.agent.LoadReading;
import org.loadstar.api.agent.ServerDescription;
import org.loadstar.guard.BadAnswerException;
import org.loadstar.guard.Extension;
import org.loadstar.guard.ExtensionGuard;
import org.osgi.framework.Constants;

/**
 * The servers registered, with the newest readings of their loads. A reading is taken by {@link
 * #refresh()}, off the caller's thread; whoever answers a request reads what is there and never
 * waits. A server whose load cannot be read keeps its last reading until it is quarantined, then it
 * is advertised no more. Thread-safe.
 */
final class Readings {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final ExtensionGuard<AdvertisedServer> servers;
  private final ExtensionGuard<LoadContributor> contributors;
  private final IntSupplier defaultBias;
  private final Runnable changed;
  private final AtomicBoolean refreshing = new AtomicBoolean();

  // Guarded by this.
  private final Map<Extension<AdvertisedServer>, Told> told = new LinkedHashMap<>();
  private final Map<String, Held> overrides = new LinkedHashMap<>();

  private record Told(
      ServerDescription description, LoadReading reading, int contributed, String contributor) {}

  /** A bias that holds while the configured one is what it was when this one was set. */
  private record Held(int bias, int configured) {}

  private record Contribution(String name, int load) {
    static final Contribution NONE = new Contribution("", 0);
  }

  /**
   * Nothing is read yet.
   *
   * @param defaultBias of servers that name none
   * @param changed called on any thread after {@link #current()} changed
   */
  Readings(
      ExtensionGuard<AdvertisedServer> servers,
      ExtensionGuard<LoadContributor> contributors,
      IntSupplier defaultBias,
      Runnable changed) {
    this.servers = servers;
    this.contributors = contributors;
    this.defaultBias = defaultBias;
    this.changed = changed;
  }

  /** Reads every server again, one refresh at a time; completes when all have told or failed. */
  CompletableFuture<Void> refresh() {
    if (!refreshing.compareAndSet(false, true)) {
      return CompletableFuture.completedFuture(null);
    }
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (Extension<AdvertisedServer> server : servers.extensions()) {
      all.add(read(server));
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .whenComplete((done, fault) -> refreshing.set(false));
  }

  /** Reads one server, for example when it has just been registered. */
  CompletableFuture<Void> read(Extension<AdvertisedServer> server) {
    return servers
        .call(server, TIMEOUT, s -> new Told(answer(s.describe()), answer(s.load()), 0, ""))
        .thenCompose(this::contribute)
        .handle(
            (read, fault) -> {
              keep(server, fault == null ? read : null);
              return null;
            });
  }

  private static <T> T answer(@Nullable T answer) throws BadAnswerException {
    if (answer == null) {
      throw new BadAnswerException("returned null");
    }
    return answer;
  }

  private CompletableFuture<Told> contribute(Told own) {
    CompletableFuture<Contribution> largest = CompletableFuture.completedFuture(Contribution.NONE);
    for (Extension<LoadContributor> contributor : contributors.extensions()) {
      CompletableFuture<Contribution> one =
          contributors
              .call(
                  contributor,
                  TIMEOUT,
                  c -> checked(contributor, c.load(own.description().name(), own.reading())))
              .exceptionally(fault -> Contribution.NONE);
      largest = largest.thenCombine(one, (a, b) -> b.load() > a.load() ? b : a);
    }
    return largest.thenApply(
        c ->
            c.load() > Load.raw(own.reading())
                ? new Told(own.description(), own.reading(), c.load(), c.name())
                : own);
  }

  private static Contribution checked(Extension<LoadContributor> from, int load)
      throws BadAnswerException {
    if (load < 0 || load > 100) {
      throw new BadAnswerException("told a load of " + load + ", allowed is 0 to 100");
    }
    return new Contribution(from.name(), load);
  }

  private void keep(Extension<AdvertisedServer> server, @Nullable Told read) {
    boolean different;
    synchronized (this) {
      if (!servers.extensions().contains(server) || server.quarantined()) {
        different = told.remove(server) != null;
      } else {
        different = read != null && !read.equals(told.put(server, read));
      }
    }
    if (different) {
      changed.run();
    }
  }

  /** The server is no longer registered. */
  void forget(Extension<AdvertisedServer> server) {
    synchronized (this) {
      Told gone = told.remove(server);
      if (gone != null) {
        overrides.remove(gone.description().name());
      }
    }
    changed.run();
  }

  /** Lets a bias hold until the server's configured one changes or it is registered again. */
  void override(Advertised server, int bias) {
    synchronized (this) {
      overrides.put(server.description().name(), new Held(bias, server.configuredBias()));
    }
    changed.run();
  }

  /** The servers as they are advertised now. */
  synchronized List<Advertised> current() {
    List<Advertised> all = new ArrayList<>();
    told.forEach(
        (extension, t) -> {
          int configured = configuredBias(extension);
          Held over = overrides.get(t.description().name());
          all.add(
              new Advertised(
                  t.description(),
                  t.reading(),
                  t.contributed(),
                  t.contributor(),
                  over != null && over.configured() == configured ? over.bias() : configured,
                  configured,
                  extension.property(Constants.SERVICE_PID) instanceof String pid ? pid : null,
                  extension.bundle()));
        });
    return all;
  }

  private int configuredBias(Extension<AdvertisedServer> extension) {
    return extension.property(AdvertisedServer.LOAD_BIAS) instanceof Integer i && i >= 0 && i <= 100
        ? i
        : defaultBias.getAsInt();
  }
}
