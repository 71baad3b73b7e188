// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.session;

import java.util.concurrent.CompletionException;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.osgi.util.NLS;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.ScreenChange;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionException;
import org.loadstar.api.session.SessionListener;
import org.loadstar.api.session.SessionManager;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.SessionRuntime;
import org.loadstar.api.session.SessionState;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Opens the session of a view and closes it again, all outside the UI thread. Thread-safe; tells
 * the view on any thread.
 */
final class Connection implements SessionListener, AutoCloseable {
  /** Who shows the session. Called on any thread. */
  interface View {
    /** The screen has changed. */
    void changed(Session session, ScreenChange change);

    /** The session is on a server, or on another one. */
    void on(Where where);

    /** There is no session (any more), and why. */
    void ended(String why);
  }

  private final BundleContext context;
  private final SessionProfile profile;
  private final View view;
  private @Nullable Session session; // guarded by this
  private boolean closed; // guarded by this

  Connection(BundleContext context, SessionProfile profile, View view) {
    this.context = context;
    this.profile = profile;
    this.view = view;
    outside(this::open);
  }

  /** The session, or null where there is none yet. */
  synchronized @Nullable Session session() {
    return session;
  }

  @Override
  public void close() {
    Session open;
    synchronized (this) {
      closed = true;
      open = session;
    }
    if (open != null) {
      outside(open::close);
    }
  }

  private static void outside(Runnable work) {
    Job job =
        Job.createSystem(
            "Loadstar session", // not shown
            monitor -> {
              work.run();
            });
    job.schedule();
  }

  private void open() {
    SessionManager manager = service(SessionManager.class);
    if (manager == null) {
      view.ended(Messages.noSessions);
      return;
    }
    manager
        .open(profile, this::prepare)
        .whenComplete(
            (opened, fault) -> {
              if (fault != null) {
                view.ended(NLS.bind(Messages.failed, reason(fault)));
              } else {
                told(opened);
              }
            });
  }

  private void prepare(Session made) {
    boolean unwanted;
    synchronized (this) {
      session = made;
      unwanted = closed;
    }
    made.listen(this);
    if (unwanted) {
      made.close();
    }
  }

  @Override
  public void screenChanged(Session changed, ScreenChange change) {
    view.changed(changed, change);
  }

  @Override
  public void stateChanged(Session changed, SessionState state) {
    if (state == SessionState.CONNECTED) {
      told(changed);
    } else if (state == SessionState.CLOSED) {
      view.ended(Messages.ended);
    }
  }

  private void told(Session opened) {
    SessionRuntime runtime = service(SessionRuntime.class);
    if (runtime != null) {
      runtime.getRuntimeDTO().sessions.stream()
          .filter(dto -> dto.id.equals(opened.id()))
          .findFirst()
          .ifPresent(dto -> view.on(Where.of(dto)));
    }
  }

  private static String reason(Throwable fault) {
    Throwable cause =
        fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
    return cause instanceof SessionException
        ? String.valueOf(cause.getMessage())
        : cause.toString();
  }

  private <T> @Nullable T service(Class<T> type) {
    ServiceReference<T> reference = context.getServiceReference(type);
    return reference == null ? null : context.getService(reference);
  }
}
