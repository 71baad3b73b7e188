// SPDX-License-Identifier: EPL-2.0
package org.loadstar.testkit;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/**
 * As much of a service registry as a component uses that gets its services by references, and that
 * registers its introspection itself. What else is called of it is refused. Thread-safe.
 */
public final class Registry {
  private static final String RANKING = "service.ranking";

  private final Map<Object, Object> services = new ConcurrentHashMap<>();
  private final Map<Object, Object> registered = new ConcurrentHashMap<>();

  /** A service of a bundle; each further one has a higher ranking. */
  public <S> ServiceReference<S> reference(String bundle, S service) {
    return reference(bundle, service, Map.of(RANKING, services.size()));
  }

  /**
   * A service of a bundle.
   *
   * @param properties with {@code service.ranking} as an Integer, if any
   */
  @SuppressWarnings("unchecked")
  public <S> ServiceReference<S> reference(String bundle, S service, Map<String, ?> properties) {
    Bundle owner = fake(Bundle.class, Map.of("getSymbolicName", args -> bundle));
    Map<String, Function<Object[], @Nullable Object>> methods = new HashMap<>();
    methods.put("getBundle", args -> owner);
    methods.put("getProperty", args -> properties.get(args[0]));
    methods.put(
        "compareTo",
        args ->
            Integer.compare(
                ranking(properties.get(RANKING)),
                ranking(((ServiceReference<?>) args[0]).getProperty(RANKING))));
    ServiceReference<S> reference = fake(ServiceReference.class, methods);
    services.put(reference, service);
    return reference;
  }

  private static int ranking(@Nullable Object property) {
    return property instanceof Integer ranking ? ranking : 0;
  }

  /** What was registered last as this type. */
  public <T> T registered(Class<T> type) {
    Object service = registered.get(type);
    if (service == null) {
      throw new IllegalStateException("no " + type.getName() + " is registered");
    }
    return type.cast(service);
  }

  /** The context of the component's bundle. */
  public BundleContext context() {
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
              registered.put(args[0], args[1]);
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
