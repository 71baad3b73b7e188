// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.Attribute;
import org.loadstar.slp.AttributeValue;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpLimits;
import org.loadstar.slp.SlpMessage;

/** The attributes that several agents tell, together (RFC 2608 section 10.4). For one thread. */
final class FoundAttributes implements Harvest {
  private final Map<String, Set<AttributeValue>> values = new LinkedHashMap<>();
  private final Map<String, String> tags = new LinkedHashMap<>();
  private int count;

  @Override
  public Gathered take(SlpMessage reply, Topic topic, InetSocketAddress responder) {
    boolean found = false;
    if (reply instanceof AttrRply told) {
      try {
        for (Attribute attribute : Attributes.parse(told.attributeList()).all()) {
          found |= add(attribute);
        }
      } catch (SlpException unreadable) {
        return Gathered.NOTHING;
      }
    }
    return new Gathered(found, List.of());
  }

  private boolean add(Attribute attribute) {
    String key = attribute.tag().toLowerCase(java.util.Locale.ROOT);
    if (count >= SlpLimits.MAX_ATTRIBUTE_VALUES) {
      return false;
    }
    boolean found = tags.putIfAbsent(key, attribute.tag()) == null;
    Set<AttributeValue> known = values.computeIfAbsent(key, k -> new LinkedHashSet<>());
    for (AttributeValue value : attribute.values()) {
      found |= known.add(value);
    }
    count += found ? 1 + attribute.values().size() : 0;
    return found;
  }

  /** All of them. */
  Attributes attributes() {
    Attributes.Builder all = Attributes.builder();
    tags.forEach(
        (key, tag) -> {
          try {
            all.put(tag, List.copyOf(values.getOrDefault(key, Set.of())));
          } catch (IllegalArgumentException forbidden) {
            // A tag that may be read but not be written.
          }
        });
    return all.build();
  }

  @Override
  public void note(String note) {}
}
