// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

/**
 * What the operator information area below the screen tells.
 *
 * @param lock why the keyboard is locked, see {@link KeyResult#lock()}; empty where it is not
 * @param insertMode whether typed characters push others to the right
 * @param typedAhead how many keys wait for the host to restore the keyboard
 */
public record OperatorArea(String lock, boolean insertMode, int typedAhead) {}
