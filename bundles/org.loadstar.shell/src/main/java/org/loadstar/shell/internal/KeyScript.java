// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.loadstar.api.session.Key;

/**
 * What is typed on a 3270 keyboard, in one line: text as it is, keys by their name in brackets, a
 * bracket itself written twice. {@code LOGON[TAB]me[ENTER]}, {@code a[[1]] [PF3]}.
 */
final class KeyScript {
  /** Some text or one key. */
  sealed interface Step {}

  /** Characters to type. */
  record Text(String text) implements Step {
    @Override
    public String toString() {
      return text.length() + " characters";
    }
  }

  /** A key to press. */
  record Press(Key key) implements Step {}

  private KeyScript() {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException for an unknown key or a bracket without its partner
   */
  static List<Step> parse(String script) {
    List<Step> steps = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < script.length()) {
      char c = script.charAt(i);
      boolean twice = script.startsWith(c == '[' ? "[[" : "]]", i);
      if (c == '[' && !twice) {
        int end = script.indexOf(']', i);
        if (end < 0) {
          throw new IllegalArgumentException(
              "'[' without ']' in the keys; a bracket itself is written [[");
        }
        if (!text.isEmpty()) {
          steps.add(new Text(text.toString()));
          text.setLength(0);
        }
        steps.add(new Press(key(script.substring(i + 1, end))));
        i = end + 1;
      } else if (c == ']' && !twice) {
        throw new IllegalArgumentException(
            "']' without '[' in the keys; a bracket itself is written ]]");
      } else {
        text.append(c);
        i += twice ? 2 : 1;
      }
    }
    if (!text.isEmpty()) {
      steps.add(new Text(text.toString()));
    }
    return steps;
  }

  private static Key key(String name) {
    return Key.named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no key ["
                        + name
                        + "]; there are: "
                        + Arrays.stream(Key.values())
                            .map(Key::name)
                            .collect(Collectors.joining(", "))));
  }

  /** Whether the key is sent to the host, which then locks the keyboard and answers. */
  static boolean reachesHost(Key key) {
    String name = key.name();
    return name.matches("ENTER|CLEAR|SYSREQ|TEST|P[AF]\\d+");
  }
}
