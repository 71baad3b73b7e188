// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.agent.AgentRuntime;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** As much of a service registry as the service agent uses. */
final class Registry {
  private final Map<Object, Object> services = new ConcurrentHashMap<>();
  private volatile @Nullable AgentRuntime runtime;

  AgentRuntime runtime() {
    AgentRuntime registered = runtime;
    if (registered == null) {
      throw new IllegalStateException("not registered");
    }
    return registered;
  }

  /** Registers a service. */
  @SuppressWarnings("unchecked")
  <S> ServiceReference<S> reference(String bundle, S service) {
    Bundle owner = fake(Bundle.class, Map.of("getSymbolicName", args -> bundle));
    int order = services.size();
    ServiceReference<S> reference =
        fake(
            ServiceReference.class,
            Map.of(
                "getBundle",
                args -> owner,
                "getProperty",
                args -> args[0].equals("service.ranking") ? (Object) order : null,
                "compareTo",
                args ->
                    Integer.compare(
                        order,
                        (int) ((ServiceReference<?>) args[0]).getProperty("service.ranking"))));
    services.put(reference, service);
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
              runtime = (AgentRuntime) args[1];
              return registration;
            }));
  }

  private static <T> T fake(
      Class<T> type, Map<String, Function<Object[], @Nullable Object>> methods) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              Function<Object[], @Nullable Object> known = methods.get(method.getName());
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
