// SPDX-License-Identifier: EPL-2.0
package org.loadstar.jslp.engine.internal;

import ch.ethz.iks.slp.ServiceLocationException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.Attribute;
import org.loadstar.slp.AttributeValue;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.Opaque;
import org.loadstar.slp.SlpException;

/** The API's dictionaries of attributes as attribute lists. */
final class Dictionaries {
  private Dictionaries() {}

  /** The attributes of a registration, which must be consistent. */
  static Attributes attributes(Attributes before, @Nullable Dictionary<?, ?> added)
      throws ServiceLocationException {
    Attributes.Builder builder = before.toBuilder();
    try {
      if (added != null) {
        for (Object tag : Collections.list(added.keys())) {
          builder.put(String.valueOf(tag), values(added.get(tag)));
        }
      }
      Attributes all = builder.build();
      all.requireConsistentTypes();
      return all;
    } catch (IllegalArgumentException wrong) {
      throw new ServiceLocationException(ServiceLocationException.PARSE_ERROR, wrong.getMessage());
    } catch (SlpException wrong) {
      throw Faults.of(wrong);
    }
  }

  /** The attributes without those whose tags are the keys of a dictionary. */
  static Attributes without(Attributes before, Dictionary<?, ?> tags)
      throws ServiceLocationException {
    Attributes.Builder builder = before.toBuilder();
    try {
      List<String> filters = Faults.strings(Collections.list(tags.keys()));
      if (!filters.isEmpty()) {
        before.select(filters).all().forEach(gone -> builder.remove(gone.tag()));
      }
    } catch (SlpException wrong) {
      throw Faults.of(wrong);
    }
    return builder.build();
  }

  private static List<AttributeValue> values(@Nullable Object value) {
    if (value == null || value.equals("")) {
      return List.of();
    }
    if (value instanceof byte[] bytes) {
      return List.of(AttributeValue.of(Opaque.copyOf(bytes)));
    }
    List<Object> many = new ArrayList<>();
    if (value instanceof Collection<?> collection) {
      many.addAll(collection);
    } else if (value.getClass().isArray()) {
      for (int i = 0; i < Array.getLength(value); i++) {
        many.add(Array.get(value, i));
      }
    } else {
      return List.of(value(String.valueOf(value)));
    }
    return many.stream().flatMap(each -> values(each).stream()).toList();
  }

  /** jSLP escapes nothing, so its users do: what is escaped already is read as such. */
  private static AttributeValue value(String text) {
    if (text.indexOf('\\') >= 0) {
      try {
        List<AttributeValue> read =
            Attributes.parse("(X=" + text + ")").get("X").map(Attribute::values).orElse(List.of());
        if (read.size() == 1) {
          return read.get(0);
        }
      } catch (SlpException plain) {
        return AttributeValue.of(text);
      }
    }
    return AttributeValue.of(text);
  }
}
