// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void numbersStandRightAndNoLineEndsWithBlanks() {
    assertEquals(
        """
        NAME  LOAD  WHY
        a        5  load 5
        bcd    100
        """,
        new Table("NAME", "LOAD", "WHY").row("a", 5, "load 5").row("bcd", 100, "").toString());
  }

  @Test
  void aTableWithoutRowsIsItsHeadings() {
    assertEquals("A  B\n", new Table("A", "B").toString());
  }
}
