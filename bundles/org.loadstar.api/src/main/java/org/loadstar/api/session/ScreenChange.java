// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import java.util.BitSet;

/**
 * What a listener has not been told yet.
 *
 * @param generation of the newest screen, see {@link ScreenSnapshot#generation()}
 * @param rows the rows with cells that were written, counted from 0; none where only the cursor,
 *     the keyboard lock or a modified tag changed. The listener's own.
 */
public record ScreenChange(long generation, BitSet rows) {}
