// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

/** Device types, LU and pool names: what may stand between the commands of a subnegotiation. */
final class Names {
  private Names() {}

  /** Printable ASCII, not empty, not longer than {@link Tn3270eMessage#MAX_NAME}. */
  static boolean valid(String name) {
    return !name.isEmpty()
        && name.length() <= Tn3270eMessage.MAX_NAME
        && name.chars().allMatch(c -> c >= ' ' && c <= '~');
  }
}
