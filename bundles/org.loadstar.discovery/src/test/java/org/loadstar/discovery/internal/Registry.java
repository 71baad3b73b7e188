// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.loadstar.api.discovery.DiscoveryRuntime;
import org.loadstar.api.discovery.ServerSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** As much of a service registry as discovery uses. */
final class Registry {
  private final Map<Object, Object> services = new ConcurrentHashMap<>();
  private volatile DiscoveryRuntime runtime;

  DiscoveryRuntime runtime() {
    return runtime;
  }

  /** A source's reference; the one registered first has the highest ranking. */
  @SuppressWarnings("unchecked")
  ServiceReference<ServerSource> source(String name, ServerSource source) {
    int ranking = -services.size();
    Bundle owner = fake(Bundle.class, Map.of("getSymbolicName", args -> "bundle of " + name));
    ServiceReference<ServerSource> reference =
        fake(
            ServiceReference.class,
            Map.of(
                "getBundle",
                args -> owner,
                "getProperty",
                args ->
                    args[0].equals(ServerSource.NAME)
                        ? name
                        : args[0].equals("service.ranking") ? (Object) ranking : null,
                "compareTo",
                args ->
                    Integer.compare(
                        ranking,
                        (int) ((ServiceReference<?>) args[0]).getProperty("service.ranking"))));
    services.put(reference, source);
    return reference;
  }

  BundleContext context() {
    ServiceRegistration<?> registration =
        fake(
            ServiceRegistration.class,
            Map.of("setProperties", args -> null, "unregister", args -> null));
    return fake(
        BundleContext.class,
        Map.of(
            "getService",
            args -> services.get(args[0]),
            "ungetService",
            args -> true,
            "registerService",
            args -> {
              runtime = (DiscoveryRuntime) args[1];
              return registration;
            }));
  }

  private static <T> T fake(Class<T> type, Map<String, Function<Object[], Object>> methods) {
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
