// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern in which {@code *} stands for any characters. Matching takes time linear in the lengths
 * of pattern and text: every part is searched once, from left to right, without going back.
 */
final class Wildcard {
  private final String text;
  private final boolean exact;
  private final String first;
  private final String last;
  private final List<Needle> middle;

  private Wildcard(String text, boolean exact, String first, String last, List<Needle> middle) {
    this.text = text;
    this.exact = exact;
    this.first = first;
    this.last = last;
    this.middle = middle;
  }

  /** Reads an escaped pattern; a literal star is {@code \2a}. */
  static Wildcard parse(String pattern) throws SlpException {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return new Wildcard(
          pattern, true, SlpText.fold(SlpText.unescape(pattern, "*")), "", List.of());
    }
    List<Needle> middle = new ArrayList<>();
    int from = star + 1;
    for (int next = pattern.indexOf('*', from); next >= 0; next = pattern.indexOf('*', from)) {
      if (next > from) {
        String part = SlpText.unescape(pattern.substring(from, next), "*");
        middle.add(new Needle(SlpText.fold(part, false, false)));
      }
      from = next + 1;
    }
    return new Wildcard(
        pattern,
        false,
        SlpText.fold(SlpText.unescape(pattern.substring(0, star), "*"), true, false),
        SlpText.fold(SlpText.unescape(pattern.substring(from), "*"), false, true),
        middle);
  }

  /** Whether a folded text matches. */
  boolean matches(String key) {
    if (exact) {
      return key.equals(first);
    }
    int from = first.length();
    int to = key.length() - last.length();
    if (to < from || !key.startsWith(first) || !key.endsWith(last)) {
      return false;
    }
    for (Needle needle : middle) {
      from = needle.findEnd(key, from, to);
      if (from < 0) {
        return false;
      }
    }
    return true;
  }

  /** The pattern as it was written. */
  @Override
  public String toString() {
    return text;
  }

  /** A part between two stars, with the failure function of Knuth, Morris and Pratt. */
  private static final class Needle {
    private final String text;

    /** For each head of the text: the length of its longest border. */
    private final int[] border;

    Needle(String text) {
      this.text = text;
      this.border = new int[text.length()];
      int length = 0;
      for (int i = 1; i < text.length(); i++) {
        length = extend(length, text.charAt(i));
        border[i] = length;
      }
    }

    /** The length of the match after one more character. */
    private int extend(int matched, char c) {
      int length = matched;
      while (length > 0 && text.charAt(length) != c) {
        length = border[length - 1];
      }
      return text.charAt(length) == c ? length + 1 : length;
    }

    /** The index after the first occurrence between two indices, or -1. */
    int findEnd(String key, int from, int to) {
      int matched = 0;
      for (int i = from; i < to; i++) {
        matched = extend(matched, key.charAt(i));
        if (matched == text.length()) {
          return i + 1;
        }
      }
      return -1;
    }
  }
}
