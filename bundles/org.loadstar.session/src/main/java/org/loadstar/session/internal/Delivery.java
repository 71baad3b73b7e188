// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.ScreenChange;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionListener;
import org.loadstar.guard.Extension;
import org.loadstar.guard.ExtensionException;

/**
 * What one listener of one session has not heard yet. There is at most one call at a time; what
 * changes meanwhile becomes one more call with the newest state. Thread-safe.
 */
final class Delivery {
  private static final long AGAIN_MILLIS = 100;

  private final ListenerHub hub;
  private final Extension<SessionListener> extension;
  private final Session session;

  // Guarded by this.
  private boolean screen;
  private long generation;
  private BitSet rows = new BitSet();
  private boolean state;
  private boolean calling;

  Delivery(ListenerHub hub, Extension<SessionListener> extension, Session session) {
    this.hub = hub;
    this.extension = extension;
    this.session = session;
  }

  Extension<SessionListener> extension() {
    return extension;
  }

  void screenChanged(long newest, BitSet written) {
    changed(
        () -> {
          screen = true;
          generation = newest;
          rows.or(written);
        });
  }

  void stateChanged() {
    changed(() -> state = true);
  }

  private void changed(Runnable note) {
    if (extension.quarantined()) {
      return;
    }
    synchronized (this) {
      note.run();
      if (calling) {
        return;
      }
      calling = true;
    }
    call();
  }

  private void call() {
    hub.call(extension, this::tell).whenComplete((done, failure) -> called(failure));
  }

  private Boolean tell(SessionListener listener) {
    boolean newScreen;
    boolean newState;
    ScreenChange change;
    synchronized (this) {
      newScreen = screen;
      change = new ScreenChange(generation, rows);
      rows = new BitSet();
      newState = state;
      screen = false;
      state = false;
    }
    if (newState) {
      listener.stateChanged(session, session.state());
    }
    if (newScreen) {
      listener.screenChanged(session, change);
    }
    return true;
  }

  private void called(@Nullable Throwable failure) {
    boolean busy =
        failure instanceof ExtensionException e && e.reason() == ExtensionException.Reason.BUSY;
    boolean over =
        failure instanceof ExtensionException e
            && (e.reason() == ExtensionException.Reason.QUARANTINED
                || e.reason() == ExtensionException.Reason.GONE);
    synchronized (this) {
      if (over || !(screen || state)) {
        calling = false;
        return;
      }
    }
    if (busy) {
      CompletableFuture.delayedExecutor(AGAIN_MILLIS, TimeUnit.MILLISECONDS).execute(this::call);
    } else {
      call();
    }
  }
}
