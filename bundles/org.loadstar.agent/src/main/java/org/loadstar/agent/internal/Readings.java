// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.agent.AdvertisedServer;
import org.loadstar.api.agent.LoadContributor;
import org.loadstar.api.agent.LoadReading;
import org.loadstar.api.agent.ServerDescription;
import org.loadstar.guard.BadAnswerException;
import org.loadstar.guard.Extension;
import org.loadstar.guard.ExtensionGuard;
import org.loadstar.slp.ServiceUrl;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.Tn3270Template;
import org.osgi.framework.Constants;

/**
 * The servers registered, with the newest readings of their loads, contributions and biases. A
 * server whose load cannot be read keeps its last reading until it is quarantined, then it is
 * advertised no more. Thread-safe.
 */
final class Readings {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final ExtensionGuard<AdvertisedServer> servers;
  private final ExtensionGuard<LoadContributor> contributors;
  private final IntSupplier defaultBias;
  private final Runnable changed;
  private final Collected<AdvertisedServer, Told> told;
  private final Map<String, Held> overrides = new ConcurrentHashMap<>();

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
    this.told = new Collected<>(servers, this::ask, changed);
  }

  /** Reads every server again, see {@link Collected#refresh()}. */
  CompletableFuture<Void> refresh() {
    return told.refresh();
  }

  /** Reads one server, for example when it has just been registered. */
  CompletableFuture<Void> read(Extension<AdvertisedServer> server) {
    return told.read(server);
  }

  private CompletableFuture<Told> ask(Extension<AdvertisedServer> server) {
    return servers
        .call(server, TIMEOUT, s -> checked(answer(s.describe()), answer(s.load())))
        .thenCompose(this::contribute);
  }

  private static Told checked(ServerDescription description, LoadReading load)
      throws BadAnswerException {
    try {
      if (!description.host().isEmpty()) {
        ServiceUrl.of(Tn3270Template.TN3270, description.host(), description.port());
      }
      Advertised.attributes(description, 0);
    } catch (SlpException | IllegalArgumentException malformed) {
      throw new BadAnswerException("told a malformed description: " + malformed.getMessage());
    }
    return new Told(description, load, 0, "");
  }

  static <T> T answer(@Nullable T answer) throws BadAnswerException {
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

  /** The server is no longer registered. */
  void forget(Extension<AdvertisedServer> server) {
    Told gone = told.current().get(server);
    if (gone != null) {
      overrides.remove(gone.description().name());
    }
    told.forget(server);
  }

  /** Lets a bias hold until the server's configured one changes or it is registered again. */
  void override(Advertised server, int bias) {
    overrides.put(server.description().name(), new Held(bias, server.configuredBias()));
    changed.run();
  }

  /** The servers as they are advertised now. */
  List<Advertised> current() {
    List<Advertised> all = new ArrayList<>();
    told.current()
        .forEach(
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
