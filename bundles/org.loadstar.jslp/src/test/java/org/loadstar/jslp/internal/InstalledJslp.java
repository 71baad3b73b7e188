// SPDX-License-Identifier: EPL-2.0
package org.loadstar.jslp.internal;

import ch.ethz.iks.slp.Advertiser;
import ch.ethz.iks.slp.Locator;
import ch.ethz.iks.slp.ServiceLocationEnumeration;
import ch.ethz.iks.slp.ServiceLocationException;
import ch.ethz.iks.slp.ServiceType;
import ch.ethz.iks.slp.ServiceURL;
import java.net.InetAddress;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A jSLP as users install it, with what it knows and was told. */
@SuppressWarnings({"rawtypes", "unchecked", "JdkObsolete"}) // as the API
final class InstalledJslp implements Locator, Advertiser {
  final Map<String, List<String>> services = new ConcurrentHashMap<>();
  final Map<String, Map<String, Object>> registered = new ConcurrentHashMap<>();
  final List<String> asked = new CopyOnWriteArrayList<>();

  /** What a search waits for. */
  volatile CountDownLatch slow = new CountDownLatch(0);

  volatile String fault = "";

  private record Found(Iterator<?> all) implements ServiceLocationEnumeration {
    @Override
    public Object next() {
      return all.next();
    }

    @Override
    public boolean hasMoreElements() {
      return all.hasNext();
    }

    @Override
    public Object nextElement() {
      return all.next();
    }
  }

  private void work() throws ServiceLocationException {
    try {
      slow.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    if (!fault.isEmpty()) {
      throw new ServiceLocationException(ServiceLocationException.NETWORK_TIMED_OUT, fault);
    }
  }

  @Override
  public ServiceLocationEnumeration findServices(ServiceType type, List scopes, String filter)
      throws ServiceLocationException {
    asked.add(type + " " + scopes + " " + filter);
    work();
    List<ServiceURL> urls = new CopyOnWriteArrayList<>();
    for (String url : new TreeMap<>(services).keySet()) {
      if (url.startsWith(type + ":")) {
        urls.add(new ServiceURL(url, ServiceURL.LIFETIME_DEFAULT));
      }
    }
    return new Found(urls.iterator());
  }

  @Override
  public ServiceLocationEnumeration findAttributes(ServiceURL url, List scopes, List ids) {
    return new Found(services.get(url.toString()).iterator());
  }

  @Override
  public ServiceLocationEnumeration findAttributes(ServiceType type, List scopes, List ids) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ServiceLocationEnumeration findServiceTypes(String authority, List scopes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void register(ServiceURL url, Dictionary attributes) throws ServiceLocationException {
    work();
    Map<String, Object> all = new TreeMap<>();
    for (Object tag : Collections.list(attributes.keys())) {
      all.put((String) tag, attributes.get(tag));
    }
    registered.put(url + " " + url.getLifetime(), all);
  }

  @Override
  public void register(ServiceURL url, List scopes, Dictionary attributes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void deregister(ServiceURL url) throws ServiceLocationException {
    work();
    registered.remove(url + " " + url.getLifetime());
  }

  @Override
  public void deregister(ServiceURL url, List scopes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void addAttributes(ServiceURL url, Dictionary attributes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void deleteAttributes(ServiceURL url, Dictionary ids) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Locale getLocale() {
    return Locale.ROOT;
  }

  @Override
  public void setLocale(Locale locale) {
    throw new UnsupportedOperationException();
  }

  @Override
  public InetAddress getMyIP() {
    return InetAddress.getLoopbackAddress();
  }
}
