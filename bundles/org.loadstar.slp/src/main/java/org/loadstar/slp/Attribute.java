// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An attribute with its values, or a keyword, which has none.
 *
 * @param tag the name, not escaped, as written
 * @param values in their order
 */
public record Attribute(String tag, List<AttributeValue> values) {
  /** Copies the list. */
  public Attribute {
    values = List.copyOf(values);
  }

  /** Whether this is a keyword. */
  public boolean isKeyword() {
    return values.isEmpty();
  }

  /** The attribute as in an attribute list, with escapes. */
  @Override
  public String toString() {
    String name = SlpText.escape(tag, "");
    return isKeyword()
        ? name
        : values.stream()
            .map(AttributeValue::wire)
            .collect(Collectors.joining(",", "(" + name + "=", ")"));
  }
}
