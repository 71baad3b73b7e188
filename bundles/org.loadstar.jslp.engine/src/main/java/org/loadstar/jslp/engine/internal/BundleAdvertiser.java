// SPDX-License-Identifier: EPL-2.0
package org.loadstar.jslp.engine.internal;

import ch.ethz.iks.slp.Advertiser;
import ch.ethz.iks.slp.ServiceLocationException;
import ch.ethz.iks.slp.ServiceURL;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Dictionary;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.agent.AdvertisedService.Description;
import org.loadstar.slp.Attributes;
import org.osgi.framework.BundleContext;

/** The services that one bundle advertises. Thread-safe. */
@SuppressWarnings("rawtypes") // as the API
final class BundleAdvertiser implements Advertiser {
  /** Connecting a datagram socket sends nothing: it only asks for the route. */
  private static final InetSocketAddress GROUP = new InetSocketAddress("239.255.255.253", 427);

  private final BundleContext owner;
  private final Map<ServiceURL, Registration> registrations = new ConcurrentHashMap<>();
  private volatile Locale locale = Locale.getDefault();

  BundleAdvertiser(BundleContext owner) {
    this.owner = owner;
  }

  @Override
  public Locale getLocale() {
    return locale;
  }

  @Override
  public void setLocale(@Nullable Locale wanted) {
    locale = wanted == null ? Locale.getDefault() : wanted;
  }

  @Override
  public void register(ServiceURL url, @Nullable Dictionary attributes)
      throws ServiceLocationException {
    register(url, null, attributes);
  }

  @Override
  public void register(ServiceURL url, @Nullable List scopes, @Nullable Dictionary attributes)
      throws ServiceLocationException {
    int lifetime = url.getLifetime();
    if (lifetime == ServiceURL.LIFETIME_NONE) {
      throw new ServiceLocationException(
          ServiceLocationException.INVALID_REGISTRATION, url + " has no lifetime");
    }
    boolean permanent = lifetime == ServiceURL.LIFETIME_PERMANENT;
    Attributes all = Dictionaries.attributes(Attributes.EMPTY, attributes);
    Description told =
        new Description(
            url.toString(),
            url.getServiceType().toString(),
            permanent ? ServiceURL.LIFETIME_DEFAULT : lifetime,
            Faults.scopes(scopes),
            all.toString());
    registrations
        .computeIfAbsent(url, u -> new Registration(owner))
        .tell(told, all, permanent ? 0 : lifetime);
  }

  @Override
  public void deregister(ServiceURL url) throws ServiceLocationException {
    Registration gone = registrations.remove(url);
    if (gone == null || !gone.withdraw()) {
      throw new ServiceLocationException(
          ServiceLocationException.INVALID_REGISTRATION, url + " is not registered");
    }
  }

  @Override
  public void deregister(ServiceURL url, @Nullable List scopes) throws ServiceLocationException {
    deregister(url);
  }

  @Override
  public void addAttributes(ServiceURL url, Dictionary attributes) throws ServiceLocationException {
    change(url, before -> Dictionaries.attributes(before, attributes));
  }

  @Override
  public void deleteAttributes(ServiceURL url, Dictionary attributeIds)
      throws ServiceLocationException {
    change(url, before -> Dictionaries.without(before, attributeIds));
  }

  private void change(ServiceURL url, Registration.AttributeChange change)
      throws ServiceLocationException {
    Registration changed = registrations.get(url);
    if (changed == null || !changed.change(change)) {
      throw new ServiceLocationException(
          ServiceLocationException.INVALID_UPDATE, url + " is not registered");
    }
  }

  @Override
  public InetAddress getMyIP() {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(GROUP);
      return socket.getLocalAddress();
    } catch (IOException noRoute) {
      return InetAddress.getLoopbackAddress();
    }
  }

  /** Withdraws all. */
  void close() {
    registrations.values().forEach(Registration::withdraw);
    registrations.clear();
  }
}
