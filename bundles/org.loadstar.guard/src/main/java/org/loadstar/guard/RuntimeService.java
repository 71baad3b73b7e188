// SPDX-License-Identifier: EPL-2.0
package org.loadstar.guard;

import java.util.Dictionary;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * An introspection service ({@code XxxRuntime}), registered with a {@code service.changecount} that
 * rises with every change of what it tells. Declarative Services cannot change the properties of a
 * service, so a component makes one of these when it is activated and closes it when it is
 * deactivated.
 *
 * <p>Whoever tracks the service is called by the registry when a property changes, third parties
 * included; so changes are gathered for a quarter of a second and told on a daemon thread of their
 * own, which ends when idle. Thread-safe.
 *
 * @param <T> the service's type
 */
public final class RuntimeService<T> implements AutoCloseable {
  private static final long GATHER_MILLIS = 250;

  private final ServiceRegistration<T> registration;
  private final ScheduledThreadPoolExecutor teller;

  // Guarded by this.
  private long count;
  private boolean telling;
  private boolean closed;

  /** Registers the service. */
  public RuntimeService(BundleContext context, Class<T> type, T service) {
    teller = Lane.timer("loadstar-changes " + type.getSimpleName());
    registration = context.registerService(type, service, properties(0));
  }

  private static Dictionary<String, Object> properties(long count) {
    return FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_CHANGECOUNT, count));
  }

  /** What the service tells has changed. Never blocks; after {@link #close()} it does nothing. */
  public synchronized void changed() {
    count++;
    if (!telling && !closed) {
      telling = true;
      teller.schedule(this::tell, GATHER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void tell() {
    long now;
    synchronized (this) {
      telling = false;
      now = count;
      if (closed) {
        return;
      }
    }
    try {
      registration.setProperties(properties(now));
    } catch (IllegalStateException e) {
      close(); // unregistered meanwhile, or the bundle was stopped
    }
  }

  /** Unregisters the service; idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    teller.shutdownNow();
    try {
      registration.unregister();
    } catch (IllegalStateException e) {
      return; // the framework was faster
    }
  }
}
