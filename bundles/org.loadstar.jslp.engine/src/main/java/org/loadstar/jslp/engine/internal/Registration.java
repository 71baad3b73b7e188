// SPDX-License-Identifier: EPL-2.0
package org.loadstar.jslp.engine.internal;

import ch.ethz.iks.slp.ServiceLocationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.agent.AdvertisedService;
import org.loadstar.slp.Attributes;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * One URL that a bundle registers: an {@link AdvertisedService} in that bundle's name, so that the
 * framework withdraws it when the bundle stops, and faults are told as the bundle's. Thread-safe.
 */
final class Registration implements AdvertisedService {
  private final BundleContext owner;

  // Written under this.
  private volatile @Nullable Description description;
  private Attributes attributes = Attributes.EMPTY;
  private @Nullable ServiceRegistration<AdvertisedService> service;
  private @Nullable CompletableFuture<Void> lifetime;

  Registration(BundleContext owner) {
    this.owner = owner;
  }

  /**
   * Advertises it, or tells it anew.
   *
   * @param told everything but the attributes
   * @param seconds after which it is withdrawn; 0 for never
   */
  synchronized void tell(Description told, Attributes all, int seconds)
      throws ServiceLocationException {
    describe(told, all);
    endLifetime();
    try {
      if (service == null) {
        service = owner.registerService(AdvertisedService.class, this, null);
      } else {
        service.setProperties(null);
      }
    } catch (IllegalStateException stopped) {
      throw new ServiceLocationException(
          ServiceLocationException.INTERNAL_SYSTEM_ERROR, "the bundle that registers is stopped");
    }
    if (seconds > 0) {
      CompletableFuture<Void> end = new CompletableFuture<>();
      lifetime = end;
      end.thenRunAsync(() -> end(end));
      end.completeOnTimeout(null, seconds, TimeUnit.SECONDS);
    }
  }

  private synchronized void end(CompletableFuture<Void> over) {
    if (lifetime == over) {
      withdraw();
    }
  }

  /** Replaces the attributes; false where it is not advertised. */
  synchronized boolean change(AttributeChange change) throws ServiceLocationException {
    Description old = description;
    if (old == null || service == null) {
      return false;
    }
    describe(old, change.of(attributes));
    service.setProperties(null);
    return true;
  }

  private void describe(Description told, Attributes all) {
    attributes = all;
    description =
        new Description(
            told.url(), told.type(), told.lifetimeSeconds(), told.scopes(), all.toString());
  }

  /** What becomes of the attributes. */
  interface AttributeChange {
    Attributes of(Attributes before) throws ServiceLocationException;
  }

  /** Ends it; false where it had ended. */
  synchronized boolean withdraw() {
    endLifetime();
    ServiceRegistration<AdvertisedService> gone = service;
    service = null;
    if (gone == null) {
      return false;
    }
    try {
      gone.unregister();
      return true;
    } catch (IllegalStateException ended) {
      return false; // by the framework, with its bundle
    }
  }

  private void endLifetime() {
    if (lifetime != null) {
      lifetime.cancel(false);
      lifetime = null;
    }
  }

  @Override
  public Description describe() {
    Description told = description;
    if (told == null) {
      throw new IllegalStateException("not advertised yet");
    }
    return told;
  }
}
