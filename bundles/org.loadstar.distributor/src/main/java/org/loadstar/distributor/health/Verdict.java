// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

import org.loadstar.distributor.placement.Advice;

/** What came of a check. */
sealed interface Verdict {
  /** The target does what it should. */
  record Passed() implements Verdict {}

  /**
   * Its agent has told something.
   *
   * @param advice what
   * @param complaint what could not be understood, in one line for people; empty for nothing
   */
  record Advised(Advice advice, String complaint) implements Verdict {}

  /**
   * It does not.
   *
   * @param reason one line for people
   */
  record Failed(String reason) implements Verdict {}
}
