// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.loadstar.api.extension.ExtensionDTO;
import org.loadstar.api.session.SessionListener;
import org.loadstar.guard.Extension;
import org.loadstar.guard.ExtensionGuard;
import org.loadstar.guard.ThrowingFunction;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * The listeners of all sessions: those registered as services and those added to one session. Each
 * is called on its own bundle's guard thread. Thread-safe.
 */
final class ListenerHub {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final ExtensionGuard<SessionListener> guard;
  private final Map<ServiceReference<SessionListener>, Extension<SessionListener>> services =
      new HashMap<>(); // guarded by this
  private final List<Extension<SessionListener>> shared = new CopyOnWriteArrayList<>();

  ListenerHub(Runnable changed) {
    guard = new ExtensionGuard<>("SessionListener", "", changed);
  }

  synchronized void add(ServiceReference<SessionListener> reference, BundleContext context) {
    shared.add(services.computeIfAbsent(reference, r -> guard.add(r, context)));
  }

  synchronized void remove(ServiceReference<SessionListener> reference) {
    shared.remove(services.remove(reference));
    guard.remove(reference);
  }

  /** The listeners of every session. */
  List<Extension<SessionListener>> shared() {
    return shared;
  }

  /** A listener of one session; adding it twice makes two of it. */
  Extension<SessionListener> add(SessionListener listener) {
    return guard.add(listener);
  }

  /** Forgets a listener of one session; what it has not heard yet is still told. */
  void remove(Extension<SessionListener> listener) {
    guard.remove(listener);
  }

  <T> CompletableFuture<T> call(
      Extension<SessionListener> extension, ThrowingFunction<SessionListener, T> function) {
    return guard.call(extension, TIMEOUT, function);
  }

  List<ExtensionDTO> report() {
    return guard.report();
  }
}
