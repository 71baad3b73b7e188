// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.ScreenSnapshot;
import org.osgi.dto.DTO;

/** Makes values that {@code JsonWriter} writes. */
final class Json {
  private Json() {}

  /** An object of names and values in turn. */
  static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put(String.valueOf(namesAndValues[i]), of(namesAndValues[i + 1]));
    }
    return object;
  }

  /** Where the cursor is, counted from 0. */
  static Map<String, @Nullable Object> cursor(ScreenSnapshot screen) {
    return object(
        "row", screen.cursor() / screen.columns(), "column", screen.cursor() % screen.columns());
  }

  /** A DTO as an object of its public fields, within lists and maps too; others as they are. */
  static @Nullable Object of(@Nullable Object value) {
    if (value instanceof DTO dto) {
      return fields(dto);
    }
    if (value instanceof Iterable<?> list) {
      List<@Nullable Object> copy = new ArrayList<>();
      for (Object each : list) {
        copy.add(of(each));
      }
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      for (Map.Entry<?, ?> e : map.entrySet()) {
        copy.put(String.valueOf(e.getKey()), of(e.getValue()));
      }
      return copy;
    }
    return value;
  }

  private static Map<String, @Nullable Object> fields(DTO dto) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    try {
      for (Field field : dto.getClass().getFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          object.put(field.getName(), of(field.get(dto)));
        }
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("a DTO has public fields only: " + dto.getClass(), e);
    }
    return object;
  }
}
