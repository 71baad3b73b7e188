// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.loadstar.tn3270.screen.BufferDump;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;

/**
 * What s3270 shows at one moment.
 *
 * @param buffer a line of tokens per row
 * @param text a line of characters per row, or none
 * @param status s3270's status line, cut at its spaces
 */
record S3270Screen(List<String> buffer, List<String> text, List<String> status) {
  private static final Pattern SET_ATTRIBUTE = Pattern.compile("SA\\([^)]*\\) ");
  private static final Pattern BACKGROUND = Pattern.compile("45=[0-9a-f]{2},?");

  /** From the answers to ReadBuffer(Ebcdic) and Ascii(), the latter may be empty. */
  static S3270Screen of(List<String> buffer, List<String> text) {
    List<String> tokens = data(buffer);
    return new S3270Screen(tokens, data(text), List.of(buffer.get(tokens.size()).split(" ")));
  }

  static List<String> data(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("data: "))
        .map(line -> line.substring(6))
        .toList();
  }

  boolean locked() {
    return !status.get(0).equals("U");
  }

  /** How our screen differs; empty if it does not. */
  List<String> differences(Screen screen) {
    List<String> found = new ArrayList<>();
    List<String> ours = List.of(comparable(BufferDump.exact(screen)).split("\n"));
    List<String> theirs = List.of(comparable(buffer).split("\n"));
    for (int row = 0; row < Math.min(ours.size(), theirs.size()); row++) {
      note(found, "row " + row, theirs.get(row), ours.get(row));
    }
    int cursor = screen.cursor();
    note(found, "size", status.get(6) + "x" + status.get(7), screen.size().toString());
    note(
        found,
        "cursor",
        status.get(8) + "," + status.get(9),
        cursor / screen.columns() + "," + cursor % screen.columns());
    note(found, "formatted", status.get(1).equals("F"), screen.isFormatted());
    note(found, "locked", locked(), screen.lock() != KeyboardLock.UNLOCKED);
    return found;
  }

  /** Notes what differs, if it does. */
  static void note(List<String> found, String what, Object theirs, Object ours) {
    if (!theirs.equals(ours)) {
      found.add(what + "\n  s3270 " + theirs + "\n  ours  " + ours);
    }
  }

  /**
   * Without the background of characters: s3270 4.1 forgets it in RA, and prints the foreground in
   * its place.
   */
  private static String comparable(List<String> rows) {
    return SET_ATTRIBUTE
        .matcher(String.join("\n", rows))
        .replaceAll(set -> Matcher.quoteReplacement(withoutBackground(set.group())));
  }

  private static String withoutBackground(String set) {
    String left = BACKGROUND.matcher(set).replaceAll("").replace(",)", ")");
    return left.equals("SA() ") ? "" : left;
  }
}
