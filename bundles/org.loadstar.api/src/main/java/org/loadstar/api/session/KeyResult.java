// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

/**
 * What became of a key or of typed text.
 *
 * @param accepted whether all of it took effect
 * @param lock why not: what the operator information area shows, for example {@code X PROTECTED};
 *     empty where accepted
 */
public record KeyResult(boolean accepted, String lock) {
  /** It took effect. */
  public static final KeyResult ACCEPTED = new KeyResult(true, "");
}
