// SPDX-License-Identifier: EPL-2.0
package org.loadstar.guard;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** As much of a service registry as the guard uses. */
final class Services {
  private final Map<Object, Supplier<?>> factories = new HashMap<>();
  private final Map<Object, Integer> uses = new HashMap<>();
  private long nextId;

  <S> ServiceReference<S> register(String bundle, String name, int ranking, S service) {
    return register(bundle, name, ranking, (Supplier<S>) () -> service);
  }

  <S> ServiceReference<S> registerFactory(String bundle, String name, Supplier<S> factory) {
    return register(bundle, name, 0, factory);
  }

  @SuppressWarnings("unchecked")
  private synchronized <S> ServiceReference<S> register(
      String bundle, String name, int ranking, Supplier<S> factory) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("name", name);
    properties.put("service.ranking", ranking);
    properties.put("service.id", nextId++);
    Bundle owner = fake(Bundle.class, Map.of("getSymbolicName", args -> bundle));
    Map<String, Function<Object[], Object>> methods =
        Map.of(
            "getBundle", args -> owner,
            "getProperty", args -> properties.get(args[0]),
            "compareTo", args -> compare(properties, (ServiceReference<?>) args[0]));
    ServiceReference<S> reference = fake(ServiceReference.class, methods);
    factories.put(reference, factory);
    return reference;
  }

  private static int compare(Map<String, Object> properties, ServiceReference<?> other) {
    int byRanking =
        Integer.compare(
            (int) properties.get("service.ranking"), (int) other.getProperty("service.ranking"));
    return byRanking != 0
        ? byRanking
        : Long.compare((long) other.getProperty("service.id"), (long) properties.get("service.id"));
  }

  BundleContext context() {
    return fake(
        BundleContext.class,
        Map.of("getService", args -> get(args[0]), "ungetService", args -> unget(args[0])));
  }

  private Object get(Object reference) {
    Supplier<?> factory;
    synchronized (this) {
      uses.merge(reference, 1, Integer::sum);
      factory = factories.get(reference);
    }
    return factory.get();
  }

  private synchronized boolean unget(Object reference) {
    return uses.merge(reference, -1, Integer::sum) == 0;
  }

  synchronized int uses(ServiceReference<?> reference) {
    return uses.getOrDefault(reference, 0);
  }

  static <T> T fake(Class<T> type, Map<String, Function<Object[], Object>> methods) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              Function<Object[], Object> known = methods.get(method.getName());
              if (known != null) {
                return known.apply(args);
              }
              return switch (method.getName()) {
                case "equals" -> proxy == args[0];
                case "hashCode" -> System.identityHashCode(proxy);
                case "toString" -> type.getSimpleName();
                default -> throw new UnsupportedOperationException(method.getName());
              };
            }));
  }
}
