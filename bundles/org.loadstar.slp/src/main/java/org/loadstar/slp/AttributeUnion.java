// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The attributes of many services with all their values, each once (RFC 2608 section 10.4): what a
 * request for the attributes of a service type is answered with. It takes no more than fits a
 * message. For one thread.
 */
public final class AttributeUnion {
  private static final int MAX_BYTES = 0xFFFF;

  private final Map<String, Values> byKey = new LinkedHashMap<>();
  private int characters;

  private record Values(String tag, Set<AttributeValue> values) {}

  /** Adds a service's attributes, unless the union is full. */
  public void add(Attributes attributes) {
    for (Attribute attribute : attributes.all()) {
      if (full()) {
        return;
      }
      String key = SlpText.fold(attribute.tag());
      Values known = byKey.get(key);
      if (known == null) {
        known = new Values(attribute.tag(), new LinkedHashSet<>());
        byKey.put(key, known);
        characters += attribute.tag().length() + 4;
      }
      for (AttributeValue value : attribute.values()) {
        if (known.values.add(value)) {
          characters += value.text().length() + 1;
        }
      }
    }
  }

  /** Whether more services change nothing, because the list is as long as a message can be. */
  public boolean full() {
    return characters > MAX_BYTES;
  }

  /** The list; where it would be too long, the attributes that came last are left out. */
  public Attributes attributes() {
    Map<String, Attribute> all = new LinkedHashMap<>();
    int bytes = 0;
    for (Map.Entry<String, Values> entry : byKey.entrySet()) {
      Values known = entry.getValue();
      Attribute attribute = new Attribute(known.tag, new ArrayList<>(known.values));
      bytes += SlpText.utf8Length(attribute.toString()) + 1;
      if (bytes > MAX_BYTES) {
        break;
      }
      all.put(entry.getKey(), attribute);
    }
    return Attributes.of(all);
  }
}
