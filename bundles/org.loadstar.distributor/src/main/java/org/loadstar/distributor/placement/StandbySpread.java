// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One target gets all; the others stand by.
 *
 * <pre>
 *   NONE      -- a target can take connections --> ACTIVE(the best of them)
 *   ACTIVE(a) -- a cannot take them; with HEALTHSWITCH: its responsiveness is 0, and another's is
 *                not --> ACTIVE(the best of the others) or NONE
 *   ACTIVE(a) -- with AUTOSWITCHBACK: one of a greater rank can --> ACTIVE(that one)
 * </pre>
 *
 * <p>The best is that of the greatest rank; of equals the first.
 */
final class StandbySpread implements Spread {
  private final boolean autoSwitchBack;
  private final boolean healthSwitch;
  private String active = "";

  StandbySpread(boolean autoSwitchBack, boolean healthSwitch) {
    this.autoSwitchBack = autoSwitchBack;
    this.healthSwitch = healthSwitch;
  }

  @Override
  public void opened(String target) {}

  @Override
  public List<String> slots(List<Candidate> candidates) {
    List<Candidate> healthy =
        candidates.stream().filter(c -> !healthSwitch || c.responsiveness() > 0).toList();
    List<Candidate> able = healthy.isEmpty() ? candidates : healthy;
    Optional<Candidate> current = able.stream().filter(c -> c.name().equals(active)).findFirst();
    Optional<Candidate> best = able.stream().max(Comparator.comparingInt(Candidate::rank));
    boolean stays =
        current.isPresent()
            && (!autoSwitchBack || current.get().rank() >= best.orElseThrow().rank());
    active = (stays ? current : first(able, best)).map(Candidate::name).orElse("");
    return active.isEmpty() ? List.of() : List.of(active);
  }

  private static Optional<Candidate> first(List<Candidate> able, Optional<Candidate> best) {
    return able.stream().filter(c -> c.rank() == best.orElseThrow().rank()).findFirst();
  }
}
