// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.util.Arrays;

/**
 * The targets of all addresses by number. A number is for the life of the tracker: names come from
 * configurations, so there are few. Thread-safe.
 */
final class Owners {
  private volatile Owner[] all = {};

  Owner get(int number) {
    return all[number];
  }

  /**
   * A target that was not there before.
   *
   * @throws IllegalStateException where there were too many names
   */
  synchronized Owner add(Vip vip, String target) {
    int number = all.length;
    if (number == Meta.MOST_OWNERS) {
      throw new IllegalStateException("the tracker has seen " + number + " names of targets");
    }
    Owner owner = new Owner(number, vip, target);
    Owner[] more = Arrays.copyOf(all, number + 1);
    more[number] = owner;
    all = more;
    return owner;
  }

  /** The target of a connection. */
  Owner of(int meta) {
    return get(Meta.owner(meta));
  }
}
