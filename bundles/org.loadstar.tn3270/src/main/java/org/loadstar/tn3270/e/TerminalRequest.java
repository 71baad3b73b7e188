// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a client wants of a server.
 *
 * @param deviceType the terminal type: IBM-3278-2-E, IBM-3278-4-E, IBM-DYNAMIC, ...
 * @param resources LU or pool names to ask for, one after the other while the server rejects; empty
 *     for any device
 * @param functions the TN3270E functions wanted; the server may grant fewer
 * @param environment what to tell a server that asks for it
 */
public record TerminalRequest(
    String deviceType,
    List<String> resources,
    Set<Tn3270eFunction> functions,
    TerminalEnvironment environment) {
  /** Copies the lists and checks that every name can be sent. */
  public TerminalRequest {
    resources = List.copyOf(resources);
    functions = inOrder(functions);
    if (!Names.valid(deviceType) || !resources.stream().allMatch(Names::valid)) {
      throw new IllegalArgumentException(
          "a name is 1 to " + Tn3270eMessage.MAX_NAME + " printable ASCII characters");
    }
  }

  /** A terminal that tells nothing of its environment. */
  public TerminalRequest(
      String deviceType, List<String> resources, Set<Tn3270eFunction> functions) {
    this(deviceType, resources, functions, TerminalEnvironment.NONE);
  }

  private static Set<Tn3270eFunction> inOrder(Set<Tn3270eFunction> functions) {
    SortedSet<Tn3270eFunction> sorted =
        new TreeSet<>(Comparator.comparingInt(Tn3270eFunction::code));
    sorted.addAll(functions);
    return Collections.unmodifiableSet(sorted);
  }
}
