// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

/**
 * What became of a key or of typed text. The reasons are those of the operator information area:
 *
 * <table>
 *   <caption>why the keyboard is locked, or the key refused</caption>
 *   <tr><td>{@code X Not connected}</td><td>there is no host</td></tr>
 *   <tr><td>{@code X Wait}</td><td>the host has not answered the last key, or not begun yet</td></tr>
 *   <tr><td>{@code X SYSTEM}</td><td>the host has answered and not restored the keyboard</td></tr>
 *   <tr><td>{@code X Inhibit}</td><td>the host has queried the display and not written since</td></tr>
 *   <tr><td>{@code X protected}</td><td>nothing may be typed here; until RESET or a cursor key</td></tr>
 *   <tr><td>{@code X numeric}</td><td>only a number may be typed here; until RESET or so</td></tr>
 *   <tr><td>{@code X overflow}</td><td>there is no room to insert, or in the field; until RESET or so</td></tr>
 *   <tr><td>{@code X -f}</td><td>the key has no function with this host</td></tr>
 *   <tr><td>{@code X no field}</td><td>there is no such field to fill</td></tr>
 *   <tr><td>{@code X outside the screen}</td><td>there is no such position</td></tr>
 *   <tr><td>{@code X not in code page N}</td><td>the host has no code for a character</td></tr>
 *   <tr><td>{@code X typed ahead too far}</td><td>more than 1024 keys wait for the host</td></tr>
 *   <tr><td>{@code X Reset}</td><td>RESET dropped what was typed ahead</td></tr>
 * </table>
 *
 * <p>The first four last until the host ends them; the keys typed meanwhile wait (see {@link
 * Keyboard}).
 *
 * @param accepted whether all of it took effect
 * @param lock why not; empty where accepted
 */
public record KeyResult(boolean accepted, String lock) {
  /** It took effect. */
  public static final KeyResult ACCEPTED = new KeyResult(true, "");
}
