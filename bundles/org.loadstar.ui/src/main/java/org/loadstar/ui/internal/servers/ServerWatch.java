// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.servers;

import java.util.function.Consumer;
import org.eclipse.core.runtime.jobs.Job;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.ranking.LoadRanker;
import org.loadstar.api.ranking.Ranking;
import org.loadstar.api.ranking.Requirements;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Watches the servers of the network and ranks them anew at every change, as long as it is open and
 * discovery runs. Services are fetched outside the UI thread: the first use of discovery opens
 * sockets. Thread-safe.
 */
final class ServerWatch implements AutoCloseable {
  private final BundleContext context;
  private final Consumer<Servers> listener;
  private final ServiceTracker<LoadRanker, LoadRanker> ranker;
  private @Nullable ServiceTracker<ServerLocator, ServerLocator.Watch> locator; // guarded by this
  private boolean closed; // guarded by this
  private long newest; // guarded by this

  /**
   * Starts it.
   *
   * @param listener is told the servers on any thread
   */
  ServerWatch(BundleContext context, Consumer<Servers> listener) {
    this.context = context;
    this.listener = listener;
    this.ranker = new ServiceTracker<>(context, LoadRanker.class, null);
    listener.accept(Servers.UNAVAILABLE);
    outside(this::open);
  }

  /** Searches anew. */
  void refresh() {
    outside(
        () -> {
          shut();
          open();
        });
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    outside(
        () -> {
          shut();
          ranker.close();
        });
  }

  private void outside(Runnable work) {
    Job job =
        Job.createSystem(
            "Loadstar servers", // not shown
            monitor -> {
              synchronized (ranker) {
                work.run();
              }
            });
    job.schedule();
  }

  private void open() {
    ServiceTracker<ServerLocator, ServerLocator.Watch> tracker = new Watches(context);
    synchronized (this) {
      if (closed) {
        return;
      }
      locator = tracker;
    }
    ranker.open();
    tracker.open();
  }

  private void shut() {
    ServiceTracker<ServerLocator, ServerLocator.Watch> old;
    synchronized (this) {
      old = locator;
      locator = null;
    }
    if (old != null) {
      old.close();
    }
  }

  private void found(ServerList list) {
    long number;
    synchronized (this) {
      number = ++newest;
    }
    LoadRanker service = ranker.getService();
    if (service != null) {
      service
          .rank(list.offers(), Requirements.none())
          .thenAccept(ranking -> ranked(number, list, ranking));
    }
  }

  private void ranked(long number, ServerList list, Ranking ranking) {
    synchronized (this) {
      if (closed || number != newest) {
        return;
      }
    }
    listener.accept(new Servers(true, ranking.offers(), ranking.strategy(), list.report()));
  }

  /** One watch on every locator that comes; there is one. */
  private final class Watches extends ServiceTracker<ServerLocator, ServerLocator.Watch> {
    Watches(BundleContext context) {
      super(context, ServerLocator.class, null);
    }

    @Override
    public ServerLocator.@Nullable Watch addingService(ServiceReference<ServerLocator> reference) {
      ServerLocator service = context.getService(reference);
      if (service == null) {
        return null;
      }
      listener.accept(Servers.SEARCHING);
      return service.watch(ServerQuery.any(), change -> found(change.list()));
    }

    @Override
    public void removedService(
        ServiceReference<ServerLocator> reference, ServerLocator.Watch watch) {
      watch.close();
      context.ungetService(reference);
      synchronized (ServerWatch.this) {
        newest++;
        if (closed) {
          return;
        }
      }
      listener.accept(Servers.UNAVAILABLE);
    }
  }
}
