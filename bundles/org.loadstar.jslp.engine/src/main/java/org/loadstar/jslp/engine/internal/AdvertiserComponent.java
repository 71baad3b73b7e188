// SPDX-License-Identifier: EPL-2.0
package org.loadstar.jslp.engine.internal;

import ch.ethz.iks.slp.Advertiser;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * jSLP's service agent over the whiteboard of Loadstar's own. A bundle's registrations outlive its
 * use of the service, and end when the bundle stops or this one does. Immediate, because
 * Declarative Services would end them when the bundle gives the service back.
 */
@Component(
    service = {},
    immediate = true)
public final class AdvertiserComponent implements ServiceFactory<Advertiser> {
  private final Map<Bundle, BundleAdvertiser> advertisers = new ConcurrentHashMap<>();

  /** Synchronous: a bundle that is started again at once must not meet what it left. */
  private final SynchronousBundleListener stops = this::bundleChanged;

  private final BundleContext context;
  private final ServiceRegistration<Advertiser> registration;

  /** Called by Declarative Services. */
  @Activate
  public AdvertiserComponent(BundleContext context) {
    this.context = context;
    context.addBundleListener(stops);
    this.registration = context.registerService(Advertiser.class, this, null);
  }

  @Override
  public Advertiser getService(Bundle user, ServiceRegistration<Advertiser> own) {
    return advertisers.computeIfAbsent(user, u -> new BundleAdvertiser(u.getBundleContext()));
  }

  @Override
  public void ungetService(Bundle user, ServiceRegistration<Advertiser> own, Advertiser used) {
    // What it registered stays until it stops.
  }

  /** The framework has withdrawn the services of a bundle that stopped: forget them. */
  private void bundleChanged(BundleEvent event) {
    if (event.getType() == BundleEvent.STOPPED) {
      BundleAdvertiser gone = advertisers.remove(event.getBundle());
      if (gone != null) {
        gone.close();
      }
    }
  }

  @Deactivate
  void deactivate() {
    registration.unregister();
    context.removeBundleListener(stops);
    advertisers.values().forEach(BundleAdvertiser::close);
    advertisers.clear();
  }
}
