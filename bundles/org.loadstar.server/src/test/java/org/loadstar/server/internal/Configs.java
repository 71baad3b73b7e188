// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** Configurations as Declarative Services hands them over. */
final class Configs {
  private Configs() {}

  /** The properties of a configuration of that name. */
  static Map<String, Object> properties(String name, Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>(values);
    all.put("service.pid", ListenerComponent.PID + "~" + name);
    return all;
  }

  /** Values or defaults; a value that is none of its type throws where it is asked for. */
  static ListenerComponent.Config config(Map<String, Object> values) {
    return (ListenerComponent.Config)
        Proxy.newProxyInstance(
            Configs.class.getClassLoader(),
            new Class<?>[] {ListenerComponent.Config.class},
            (proxy, method, args) -> {
              Object value = values.getOrDefault(method.getName(), method.getDefaultValue());
              return method.getReturnType() == int.class
                  ? (Object) Integer.valueOf(String.valueOf(value))
                  : value;
            });
  }

  static ListenerConfig read(Map<String, Object> values) {
    return ListenerConfig.of(config(values), properties("alpha", values));
  }
}
