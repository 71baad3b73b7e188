// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.placement;

/**
 * When a target is up or down.
 *
 * @param checked whether checks tell it; if not, it is up from the start, and what the traffic put
 *     down is tried again after a while
 * @param rise so many checks in a row must pass before a target that was down is up, 1 and more
 * @param fall so many checks in a row must fail before it is down, 1 and more
 * @param refusals so many connections in a row that a target refuses, or does not answer, put it
 *     down; 0 for never
 */
public record HealthRule(boolean checked, int rise, int fall, int refusals) {
  /** No check; five refused connections in a row. */
  public static final HealthRule UNCHECKED = new HealthRule(false, 1, 1, 5);

  public HealthRule {
    if (rise < 1 || fall < 1 || refusals < 0) {
      throw new IllegalArgumentException(
          "rise " + rise + " and fall " + fall + " are 1 and more, refusals " + refusals + " 0");
    }
  }
}
