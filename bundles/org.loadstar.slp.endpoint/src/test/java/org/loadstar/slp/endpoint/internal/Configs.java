// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Component configurations as Declarative Services makes them: the defaults, and some values. */
final class Configs {
  private Configs() {}

  static <C> C of(Class<C> type, Map<String, ?> values) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) ->
                values.containsKey(method.getName())
                    ? values.get(method.getName())
                    : method.getDefaultValue()));
  }
}
