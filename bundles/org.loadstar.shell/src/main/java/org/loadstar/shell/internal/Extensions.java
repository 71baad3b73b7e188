// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.util.ArrayList;
import java.util.List;
import org.loadstar.api.extension.ExtensionDTO;

/** Third-party extensions in words. */
final class Extensions {
  private Extensions() {}

  /** One line for each that has faults. */
  static List<String> faulty(List<ExtensionDTO> extensions) {
    List<String> lines = new ArrayList<>();
    for (ExtensionDTO e : extensions) {
      if (e.faults > 0 || e.quarantined) {
        lines.add(
            e.kind
                + " "
                + e.name
                + " of bundle "
                + e.bundle
                + (e.quarantined ? " is quarantined after " : " has had ")
                + e.faults
                + " faults"
                + (e.lastFault == null ? "" : ", the last: " + e.lastFault));
      }
    }
    return lines;
  }
}
