// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Tells people what has changed at the targets of an address, and why: one line for a change. */
final class Notices {
  private final String vip;
  private final Consumer<String> lines;
  private Map<String, String> states = Map.of();

  Notices(String vip, Consumer<String> lines) {
    this.vip = vip;
    this.lines = lines;
  }

  /** The targets as they are now. */
  void states(Map<String, Target> targets) {
    Map<String, String> now = new LinkedHashMap<>();
    targets.forEach(
        (name, target) -> {
          String state = target.state();
          String before = states.getOrDefault(name, "");
          now.put(name, state);
          if (!state.equals(before)) {
            String note = target.note();
            tell(
                "target '%s' is %s%s%s"
                    .formatted(
                        name,
                        state,
                        before.isEmpty() ? "" : ", it was " + before,
                        note.isEmpty() ? "" : ": " + note));
          }
        });
    states = now;
  }

  /** Who gets all new connections, and who got them before; a list without target for nobody. */
  void standby(List<String> before, List<String> now) {
    if (!now.equals(before)) {
      tell(
          (now.isEmpty() ? "nobody" : "target '" + now.get(0) + "'")
              + " is there for new connections"
              + (before.isEmpty() ? "" : ", in place of '" + before.get(0) + "'"));
    }
  }

  private void tell(String what) {
    lines.accept("address '" + vip + "': " + what);
  }
}
