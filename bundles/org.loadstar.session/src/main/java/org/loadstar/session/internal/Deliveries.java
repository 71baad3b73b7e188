// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionListener;
import org.loadstar.guard.Extension;

/** What the listeners of one session are to hear. Thread-safe, and quick where nobody listens. */
final class Deliveries {
  private final ListenerHub hub;
  private final Session session;
  private final List<Delivery> own = new CopyOnWriteArrayList<>();
  private final Map<Extension<SessionListener>, Delivery> shared = new ConcurrentHashMap<>();

  Deliveries(ListenerHub hub, Session session) {
    this.hub = hub;
    this.session = session;
  }

  AutoCloseable add(SessionListener listener) {
    Delivery delivery = new Delivery(hub, hub.add(listener), session);
    own.add(delivery);
    return () -> remove(delivery);
  }

  private void remove(Delivery delivery) {
    if (own.remove(delivery)) {
      hub.remove(delivery.extension());
    }
  }

  /** Nothing more will change. */
  void end() {
    own.forEach(this::remove);
  }

  void screenChanged(long generation, BitSet rows) {
    each(delivery -> delivery.screenChanged(generation, rows));
  }

  void stateChanged() {
    each(Delivery::stateChanged);
  }

  private void each(Consumer<Delivery> tell) {
    own.forEach(tell);
    List<Extension<SessionListener>> now = hub.shared();
    if (shared.size() > now.size()) {
      shared.keySet().retainAll(now);
    }
    for (Extension<SessionListener> extension : now) {
      tell.accept(shared.computeIfAbsent(extension, e -> new Delivery(hub, e, session)));
    }
  }
}
