// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.loadstar.api.server.TerminalApplication;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.Version;

/** As much of a service registry as the server uses. */
final class Registry {
  private final Map<Object, Object> services = new ConcurrentHashMap<>();
  private final List<Registered> registered = new CopyOnWriteArrayList<>();

  /** A service that the server registered. */
  static final class Registered {
    final Class<?> type;
    final Object service;
    volatile Map<String, Object> properties;

    Registered(Class<?> type, Object service, Map<String, Object> properties) {
      this.type = type;
      this.service = service;
      this.properties = properties;
    }
  }

  /** The services of a type that are registered now. */
  List<Registered> registered(Class<?> type) {
    return registered.stream().filter(r -> r.type == type).toList();
  }

  /** A reference to an application of another bundle. */
  @SuppressWarnings("unchecked")
  ServiceReference<TerminalApplication> application(String name, TerminalApplication application) {
    Bundle owner = fake(Bundle.class, Map.of("getSymbolicName", args -> "org.example." + name));
    Map<String, Function<Object[], Object>> methods = new HashMap<>();
    methods.put("getBundle", args -> owner);
    methods.put("getProperty", args -> args[0].equals(TerminalApplication.NAME) ? name : null);
    methods.put("compareTo", args -> 0);
    ServiceReference<TerminalApplication> reference = fake(ServiceReference.class, methods);
    services.put(reference, application);
    return reference;
  }

  /** The application's service is gone. */
  void unregister(ServiceReference<?> reference) {
    services.remove(reference);
  }

  BundleContext context() {
    Bundle bundle = fake(Bundle.class, Map.of("getVersion", args -> new Version(1, 2, 3)));
    return fake(
        BundleContext.class,
        Map.of(
            "getBundle", args -> bundle,
            "getService", args -> services.get(args[0]),
            "ungetService", args -> true,
            "registerService", args -> register((Class<?>) args[0], args[1], args[2])));
  }

  private ServiceRegistration<?> register(Class<?> type, Object service, Object properties) {
    Registered added = new Registered(type, service, map(properties));
    registered.add(added);
    return fake(
        ServiceRegistration.class,
        Map.of(
            "setProperties",
            args -> {
              added.properties = map(args[0]);
              return null;
            },
            "unregister",
            args -> {
              registered.remove(added);
              return null;
            }));
  }

  private static Map<String, Object> map(Object dictionary) {
    Map<String, Object> map = new HashMap<>();
    Dictionary<?, ?> entries = (Dictionary<?, ?>) dictionary;
    entries.keys().asIterator().forEachRemaining(key -> map.put((String) key, entries.get(key)));
    return map;
  }

  private static <T> T fake(Class<T> type, Map<String, Function<Object[], Object>> methods) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "equals" -> proxy == args[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "toString" -> type.getSimpleName();
                  default -> methods.get(method.getName()).apply(args);
                }));
  }
}
