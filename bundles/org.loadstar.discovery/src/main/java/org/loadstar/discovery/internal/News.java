// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.util.Collection;
import java.util.List;

/**
 * What a reply brought.
 *
 * @param found whether it told something that was not known before
 * @param tasks what is to be asked because of it
 */
record News(boolean found, List<Task> tasks) {
  static final News NONE = new News(false, List.of());

  /**
   * Something to ask.
   *
   * @param awaited whether the list is not usable before the answer; false for an agent that may
   *     not exist, which is awaited once it has answered anything
   * @param otherwise what is to be asked where no answer comes
   */
  record Task(Target target, List<Lookup.Step> steps, boolean awaited, Collection<Task> otherwise) {
    /** Where no answer comes there is nothing more to ask. */
    Task(Target target, List<Lookup.Step> steps, boolean awaited) {
      this(target, steps, awaited, List.of());
    }
  }
}
