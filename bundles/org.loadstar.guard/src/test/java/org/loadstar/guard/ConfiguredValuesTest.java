// SPDX-License-Identifier: EPL-2.0
package org.loadstar.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ConfiguredValuesTest {
  private final ConfiguredValues values =
      new ConfiguredValues(
          Map.of(
              "service.pid",
              "org.loadstar.room~one",
              "count",
              "many",
              "words",
              new String[] {"a", "b\nc"},
              "long",
              "x".repeat(1000)));

  @Test
  void rightValuesAreReadAndTheNameIsThatBehindThePid() {
    assertEquals("one", values.name("org.loadstar.room"));
    assertEquals("org.loadstar.room~one", values.name("org.loadstar"));
    assertEquals(7, values.number("count", () -> 7, 1, 7));
    assertEquals("abc", values.text("words", () -> " abc ", "[a-c]+", "letters"));
  }

  @Test
  void aWrongOneIsNamedWithWhatIsAllowed() {
    assertEquals(
        "org.loadstar.room~one: count is 'many'; allowed: 1 to 7",
        message(() -> values.number("count", () -> 8, 1, 7)));
    assertEquals(
        "org.loadstar.room~one: count is 'many'; allowed: 1 to 7",
        message(() -> values.number("count", () -> Integer.valueOf("many"), 1, 7)));
    assertEquals(
        "org.loadstar.room~one: words is '[a, b?c]'; allowed: letters",
        message(() -> values.text("words", () -> "1", "[a-c]+", "letters")));
  }

  @Test
  void aLongOneIsCut() {
    String message = message(() -> values.text("long", () -> "1", "[a-c]+", "letters"));
    assertTrue(message.length() < 300 && message.contains("...'"), message);
  }

  private static String message(Executable wrong) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, wrong).getMessage());
  }
}
