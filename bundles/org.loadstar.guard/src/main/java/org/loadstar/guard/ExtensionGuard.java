// SPDX-License-Identifier: EPL-2.0
package org.loadstar.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.extension.ExtensionDTO;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the third-party extensions of one kind on behalf of one owner, bounded in time, threads and
 * faults. Thread-safe; nothing here blocks.
 *
 * <p>Each extension bundle has one daemon thread, which exists only while there are calls (and a
 * second after). A call that does not return in time is a fault and leaves its thread to itself,
 * interrupted once; the next call gets a fresh thread. Anything thrown, errors included, is a
 * fault, and so is an answer that the caller's function refuses by throwing {@link
 * BadAnswerException}. After three faults the extension is quarantined: calls fail at once until
 * its service is registered again. Each fault and the quarantine are logged once, by name.
 *
 * <p><b>Threads.</b> The future of a call completes on the extension's guard thread, or on the
 * timer thread when time is up, or it is complete already when the call returns. What depends on it
 * without an executor runs there, or on the calling thread: it must be short and must not block.
 * Hand over to your event loop or executor ({@code whenCompleteAsync}) to go on there.
 *
 * @param <S> the extension's type
 */
public final class ExtensionGuard<S> {
  private static final Logger LOG = LoggerFactory.getLogger(ExtensionGuard.class);

  private static final Duration RELEASE_TIMEOUT = Duration.ofSeconds(2);

  private final String kind;
  private final String nameProperty;
  private final Runnable changed;
  private final ScheduledExecutorService timer;

  // Guarded by this.
  private final Map<Object, Extension<S>> extensions = new LinkedHashMap<>();
  private final Map<String, Lane> lanes = new HashMap<>();

  /**
   * A guard without extensions.
   *
   * @param kind what they are, for logs and tables: {@code ServerSource}
   * @param nameProperty the service property by which they name themselves, or empty
   * @param changed called on any thread, never with a lock held, after {@link #report()} changed
   */
  public ExtensionGuard(String kind, String nameProperty, Runnable changed) {
    this.kind = kind;
    this.nameProperty = nameProperty;
    this.changed = changed;
    timer = Lane.timer("loadstar-guard timer " + kind);
  }

  /**
   * Adds an extension that is registered as a service; adding it again changes nothing. The service
   * is fetched at its first call, on the guard thread, so that a constructor or activator which
   * blocks is bounded too. With Declarative Services: a bind method whose only parameter is the
   * reference.
   *
   * @param context of the owner's bundle
   */
  public Extension<S> add(ServiceReference<S> reference, BundleContext context) {
    String bundle = Extension.nameOf(reference.getBundle());
    return add(reference, bundle, new Origin.Service<>(reference, context, nameProperty));
  }

  /**
   * Adds an extension that is no service, such as a listener added by a method call; its bundle is
   * that of its class.
   */
  public Extension<S> add(S object) {
    String bundle = Extension.nameOf(FrameworkUtil.getBundle(object.getClass()));
    Origin<S> origin = new Origin.Plain<>(object);
    return add(new Object(), bundle, origin);
  }

  private Extension<S> add(Object key, String bundle, Origin<S> origin) {
    Extension<S> added;
    synchronized (this) {
      Lane lane = lanes.computeIfAbsent(bundle, Lane::new);
      added = extensions.computeIfAbsent(key, k -> new Extension<>(kind, bundle, origin, lane));
    }
    changed.run();
    return added;
  }

  /** Removes an extension whose service is gone or is given back. */
  public void remove(ServiceReference<S> reference) {
    Extension<S> removed;
    synchronized (this) {
      removed = extensions.remove(reference);
      sweep();
    }
    removed(removed);
  }

  /** Removes an extension. */
  public void remove(Extension<S> extension) {
    boolean removed;
    synchronized (this) {
      removed = extensions.values().remove(extension);
      sweep();
    }
    removed(removed ? extension : null);
  }

  private void removed(@Nullable Extension<S> extension) {
    if (extension != null) {
      Origin<S> origin = extension.origin();
      if (origin.held()) {
        start(extension, RELEASE_TIMEOUT, Executors.callable(origin::release));
      }
      changed.run();
    }
  }

  /**
   * Forgets the lanes that nobody uses; one with blocked threads stays, so that they are counted.
   */
  private void sweep() {
    lanes
        .values()
        .removeIf(
            lane ->
                !lane.blocked() && extensions.values().stream().noneMatch(e -> e.lane() == lane));
  }

  /** The extensions: services first, the highest service ranking first. */
  public synchronized List<Extension<S>> extensions() {
    List<Extension<S>> all = new ArrayList<>(extensions.values());
    all.sort(ExtensionGuard::compare);
    return all;
  }

  private static <S> int compare(Extension<S> one, Extension<S> other) {
    if (one.origin() instanceof Origin.Service<S> a) {
      return other.origin() instanceof Origin.Service<S> b
          ? b.reference().compareTo(a.reference())
          : -1;
    }
    return other.origin() instanceof Origin.Service<S> ? 1 : 0;
  }

  /**
   * Calls an extension.
   *
   * @param timeout how long the caller waits, and how long the extension may run
   * @param function makes the call and checks the answer, on the guard thread
   * @return fails with {@link ExtensionException} only; cancelling it makes sure that a call which
   *     has not begun does not begin
   */
  public <T extends @Nullable Object> CompletableFuture<T> call(
      Extension<S> extension, Duration timeout, ThrowingFunction<? super S, T> function) {
    try {
      extension.requireTrusted();
    } catch (ExtensionException e) {
      return CompletableFuture.failedFuture(e);
    }
    return start(
        extension,
        timeout,
        () -> {
          Thread thread = Thread.currentThread();
          S object = extension.object();
          try {
            thread.setContextClassLoader(object.getClass().getClassLoader());
            return function.apply(object);
          } finally {
            thread.setContextClassLoader(null);
          }
        });
  }

  private <T extends @Nullable Object> CompletableFuture<T> start(
      Extension<S> extension, Duration timeout, Callable<T> work) {
    return new GuardedCall<>(extension, work, timeout.toNanos(), timer, this::fault).start();
  }

  private void fault(Extension<?> extension, String what, @Nullable Throwable cause) {
    int faults = extension.fault(what);
    LOG.warn("{}: fault {} of {}: {}", extension, faults, Extension.MAX_FAULTS, what);
    LOG.debug("{}", extension, cause);
    if (faults == Extension.MAX_FAULTS) {
      LOG.warn("{} is quarantined until it is registered again", extension);
    }
    changed.run();
  }

  /**
   * The extensions with their faults, in the order of {@link #extensions()}; owned by the caller.
   */
  public List<ExtensionDTO> report() {
    List<ExtensionDTO> all = new ArrayList<>();
    extensions().forEach(e -> all.add(e.toDTO()));
    return all;
  }
}
