// SPDX-License-Identifier: EPL-2.0
package org.loadstar.testkit;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;

/** Makes a component's configuration annotation from keys, as Declarative Services does. */
public final class Configs {
  private Configs() {}

  /**
   * An instance with the given values, and the defaults for the rest.
   *
   * @throws IllegalArgumentException for a key that the annotation does not have
   */
  public static <T extends Annotation> T of(Class<T> type, Map<String, Object> values) {
    for (String key : values.keySet()) {
      if (Arrays.stream(type.getDeclaredMethods()).noneMatch(m -> m.getName().equals(key))) {
        throw new IllegalArgumentException(type.getName() + " has no key " + key);
      }
    }
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "annotationType" -> type;
                  case "toString" -> type.getSimpleName() + values;
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> args != null && proxy == args[0];
                  default -> {
                    Object value = values.get(method.getName());
                    yield value != null ? value : method.getDefaultValue();
                  }
                }));
  }
}
