// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One after the other; goes on behind the last that got one, when another set of targets begins.
 */
final class RoundRobinSpread implements Spread {
  private List<String> names = List.of();
  private List<String> slots = List.of();
  private String last = "";

  @Override
  public void opened(String target) {
    last = target;
  }

  @Override
  public List<String> slots(List<Candidate> candidates) {
    List<String> now = candidates.stream().map(Candidate::name).toList();
    if (!now.equals(names)) {
      names = now;
      List<String> order = new ArrayList<>(now);
      Collections.rotate(order, -1 - order.indexOf(last));
      slots = List.copyOf(order);
    }
    return slots;
  }
}
