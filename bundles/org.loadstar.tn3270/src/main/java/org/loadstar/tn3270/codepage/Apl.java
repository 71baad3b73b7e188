// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.codepage;

/**
 * The APL and line-drawing characters that come by a graphic escape or in character set F1: code
 * page 310, which the Java runtime lacks. The underscored letters, which Unicode lacks, are spaces.
 */
public final class Apl {
  /** The code page global identifier. */
  public static final int CODE_PAGE_ID = 310;

  /** The graphic character set global identifier. */
  public static final int CHARACTER_SET_ID = 963;

  private static final int FIRST = 0x70;

  private static final String CHARACTERS =
      "⋄∧¨⌻⍸⍷⊢⊣∨       " // 70
          + "∼  ⎸⎹│    ↑↓≤⌈⌊→" // 80
          + "⎕▌▐▀▄■    ⊃⊂¤○±←" // 90
          + "¯°─•      ∩∪⊥[≥∘" // A0
          + "⍺∊⍳⍴⍵ ×\\÷ ∇∆⊤]≠∣" // B0
          + "{⁼+∎└┌├┴§ ⍲⍱⌷⌽⍂⍉" // C0
          + "}⁾-┼┘┐┤┬¶ ⌶!⍒⍋⍞⍝" // D0
          + "≡₁ʂʃ⍤⍥⍪€  ⌿⍀∵⊖⌹⍕" // E0
          + "⁰¹²³⁴⁵⁶⁷⁸⁹ ⍫⍙⍟⍎ "; // F0

  private Apl() {}

  /** The buffer code of a character other than a space; -1 if it is none of these. */
  public static int toCode(char character) {
    int index = character == ' ' ? -1 : CHARACTERS.indexOf(character);
    return index < 0 ? -1 : FIRST + index;
  }

  /** The character of a buffer code, 0..255; a space for codes that show nothing. */
  public static char toChar(int code) {
    int index = (code & 0xFF) - FIRST;
    return index < 0 ? ' ' : CHARACTERS.charAt(index);
  }
}
