// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

/**
 * The extended attributes of one cell (GA23-0059, "Extended field attributes"); 0 stands for the
 * default. Where a field starts they are the field's.
 *
 * @param highlighting X'41': X'F1' blink, X'F2' reverse, X'F4' underscore, X'F8' intensify
 * @param foreground X'42', a colour
 * @param background X'45', a colour
 * @param characterSet X'43': X'F1' APL, X'F8' double-byte
 * @param transparency X'46'
 * @param validation X'C1', of fields
 * @param outlining X'C2', of fields
 * @param graphicEscape whether the character came by a graphic escape, outside every set
 * @param half which half of a double-byte character it is
 */
public record CellStyle(
    int highlighting,
    int foreground,
    int background,
    int characterSet,
    int transparency,
    int validation,
    int outlining,
    boolean graphicEscape,
    Half half) {

  /** Nothing but defaults. */
  public static final CellStyle DEFAULT = new CellStyle(0, 0, 0, 0, 0, 0, 0, false, Half.NONE);

  /** The halves of a double-byte character, which takes two cells. */
  public enum Half {
    /** A character of one cell. */
    NONE,
    /** The first cell; its character is the whole one. */
    LEFT,
    /** The second cell, which has no character of its own. */
    RIGHT
  }
}
