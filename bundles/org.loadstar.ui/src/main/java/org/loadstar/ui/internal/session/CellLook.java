// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.internal.session;

/**
 * How a cell is drawn.
 *
 * @param foreground of the character
 * @param background behind it
 * @param underscore whether there is a line below it
 * @param bold whether it is intensified
 */
record CellLook(ScreenColor foreground, ScreenColor background, boolean underscore, boolean bold) {
  static final CellLook BLANK =
      new CellLook(ScreenColor.GREEN, ScreenColor.BACKGROUND, false, false);
}
