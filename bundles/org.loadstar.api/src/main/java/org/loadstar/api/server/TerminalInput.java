// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.server;

import java.util.Map;

/**
 * What the user sent. {@code toString} shows no content: a field may hold a password.
 *
 * @param key the key pressed: {@code ENTER}, {@code PF1} to {@code PF24}, {@code PA1} to {@code
 *     PA3}, {@code CLEAR}, {@code SYSREQ}
 * @param cursor its position, from 0
 * @param fields the text of each input field of the last screen that was changed, by the field's
 *     name; trailing nulls removed
 */
public record TerminalInput(String key, int cursor, Map<String, String> fields) {
  public TerminalInput {
    fields = Map.copyOf(fields);
  }

  /** The text of a field; empty where it was not changed. */
  public String field(String name) {
    return fields.getOrDefault(name, "");
  }

  @Override
  public String toString() {
    return key + " at " + cursor + ", " + fields.size() + " fields";
  }
}
