// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A method's memory: makes the order of the next connections. The plane goes through it alone,
 * again from the first after the last. It goes on where it was as long as it gets an equal list,
 * and begins with the first of another one. Not thread-safe.
 */
sealed interface Spread permits SmoothSpread, RoundRobinSpread, ActiveSpread, StandbySpread {
  /**
   * The targets of the next connections, in order. Equal to what it told last where nothing asks
   * for a change. A candidate that is not in it is to have no new connection at all.
   */
  List<String> slots(List<Candidate> candidates);

  /** The plane has used a slot for this target. */
  void opened(String target);

  /** The spread of a method. */
  static Spread of(Rules rules, RandomGenerator random) {
    return switch (rules.method()) {
      case BASEWLM, TARGCONTROLLED -> new SmoothSpread(random);
      case ROUNDROBIN -> new RoundRobinSpread();
      case WEIGHTEDACTIVE, LEASTCONNECTIONS -> new ActiveSpread();
      case HOTSTANDBY -> new StandbySpread(rules.autoSwitchBack(), rules.healthSwitch());
    };
  }
}
