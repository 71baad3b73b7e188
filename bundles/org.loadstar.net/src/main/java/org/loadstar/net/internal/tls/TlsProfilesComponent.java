// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal.tls;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.loadstar.net.TlsException;
import org.loadstar.net.TlsProfile;
import org.loadstar.net.TlsProfiles;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/**
 * The one {@link TlsProfiles} of a framework. Its threads end after a second without work; they are
 * not ended with the component, because what runs goes on.
 */
@Component(
    service = {TlsProfiles.class, TlsProfilesComponent.class},
    configurationPolicy = ConfigurationPolicy.IGNORE)
public final class TlsProfilesComponent implements TlsProfiles {
  private final Clock clock = Clock.systemUTC();
  private final Map<String, ConfiguredTls> profiles = new ConcurrentHashMap<>();
  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
  private final ThreadPoolExecutor executor;

  /** The default profile as long as nobody configures it. */
  private final ConfiguredTls unconfigured;

  /** Called by Declarative Services. */
  @Activate
  public TlsProfilesComponent() {
    int threads = Math.min(8, Runtime.getRuntime().availableProcessors());
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("loadstar-tls", true));
    executor.allowCoreThreadTimeOut(true);
    unconfigured =
        new ConfiguredTls(
            TlsConfig.read(TlsConfig.PID + "~" + DEFAULT, DEFAULT, Map.of()), clock, executor);
  }

  @Override
  public CompletionStage<TlsProfile> profile(String name) {
    CompletableFuture<TlsProfile> result = new CompletableFuture<>();
    executor.execute(
        () -> {
          try {
            result.complete(current(name.isEmpty() ? DEFAULT : name));
          } catch (TlsException unusable) {
            result.completeExceptionally(unusable);
          }
        });
    return result;
  }

  private TlsProfile current(String name) throws TlsException {
    ConfiguredTls profile = profiles.get(name);
    if (profile != null) {
      return profile.current();
    } else if (!name.equals(DEFAULT)) {
      throw new TlsException(
          "there is no TLS profile '" + name + "': configure " + TlsConfig.PID + "~" + name);
    }
    return unconfigured.current();
  }

  @Override
  public Runnable watch(Runnable changed) {
    watchers.add(changed);
    return () -> watchers.remove(changed);
  }

  /** A configuration came or changed. */
  void configure(TlsConfig config) {
    profiles
        .computeIfAbsent(config.name(), name -> new ConfiguredTls(config, clock, executor))
        .configure(config);
    watchers.forEach(Runnable::run);
  }

  /** The configuration is gone. */
  void remove(String name) {
    profiles.remove(name);
    watchers.forEach(Runnable::run);
  }
}
