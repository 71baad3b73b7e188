// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import org.loadstar.slp.Scopes;

/**
 * A question in one version of SLP.
 *
 * @param scopes asked for; one at most in version 1
 * @param spi security parameter index of what is wanted signed; empty for none
 */
record Topic(int version, Question question, Scopes scopes, String spi) {
  /** Nothing needs to be signed. */
  Topic(int version, Question question, Scopes scopes) {
    this(version, question, scopes, "");
  }

  /** Whether directory agents are looked for, rather than what is wanted. */
  boolean directories() {
    return question instanceof Question.DirectoryAgents;
  }

  /** Another question in the same words. */
  Topic about(Question other) {
    return new Topic(version, other, scopes, spi);
  }
}
