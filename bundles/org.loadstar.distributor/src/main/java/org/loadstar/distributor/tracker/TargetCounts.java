// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

/**
 * The connections of a target, or of all targets of an address.
 *
 * @param established where data can flow both ways
 * @param closing that one side has ended
 * @param halfOpen without an answer of the target yet
 * @param total so far, those that are over and those that were refused by the target too
 * @param refused by the target so far
 */
public record TargetCounts(
    long established, long closing, long halfOpen, long total, long refused) {
  static final TargetCounts NONE = new TargetCounts(0, 0, 0, 0, 0);

  /** Connections that take the target's resources: all but the half-open ones. */
  public long active() {
    return established + closing;
  }

  TargetCounts plus(TargetCounts other) {
    return new TargetCounts(
        established + other.established,
        closing + other.closing,
        halfOpen + other.halfOpen,
        total + other.total,
        refused + other.refused);
  }
}
