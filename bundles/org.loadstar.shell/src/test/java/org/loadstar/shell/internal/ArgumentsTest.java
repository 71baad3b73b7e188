// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  private final Command command = new BiasCommand(new ApiServices());

  private Arguments parse(String... args) throws CommandException {
    return Arguments.parse(command, List.of(args), Set.of("--once"), Set.of("--pool"), 2);
  }

  private String refused(String... args) {
    CommandException e = assertThrows(CommandException.class, () -> parse(args));
    assertEquals(2, e.exit());
    return String.valueOf(e.getMessage());
  }

  @Test
  void optionsFlagsAndPlainOnesMayStandAnywhere() throws CommandException {
    Arguments given = parse("a", "--pool", "P", "--once", "b");
    assertEquals(List.of("a", "b"), given.plain());
    assertEquals("P", given.text("--pool"));
    assertTrue(given.has("--once"));
    assertFalse(parse("a").has("--once"));
  }

  @Test
  void aValueMayFollowAnEqualsSign() throws CommandException {
    assertEquals("a=b", parse("--pool=a=b").text("--pool"));
  }

  @Test
  void whatIsWrongIsNamedWithTheUse() {
    assertTrue(refused("--poll", "x").contains("'--poll'"));
    assertTrue(refused("--pool").contains("needs a value"));
    assertTrue(refused("a", "b", "c").contains("'c'"));
    assertTrue(refused("--no").contains("use: bias NAME 0..100"));
  }

  @Test
  void numbersHaveBounds() throws CommandException {
    assertEquals(100, Arguments.number(command, "the bias", "100", 0, 100));
    for (String wrong : List.of("101", "-1", "x", "", "1.5")) {
      CommandException e =
          assertThrows(
              CommandException.class, () -> Arguments.number(command, "the bias", wrong, 0, 100));
      assertTrue(
          String.valueOf(e.getMessage()).contains("'" + wrong + "' is not a whole number from 0"));
    }
  }
}
