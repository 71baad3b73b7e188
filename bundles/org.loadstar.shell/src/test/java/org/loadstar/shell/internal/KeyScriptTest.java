// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.loadstar.api.session.Key;
import org.loadstar.shell.internal.KeyScript.Press;
import org.loadstar.shell.internal.KeyScript.Text;

class KeyScriptTest {
  @Test
  void textAndKeysAlternate() {
    assertEquals(
        List.of(new Text("me"), new Press(Key.TAB), new Text("it's me"), new Press(Key.ENTER)),
        KeyScript.parse("me[TAB]it's me[enter]"));
  }

  @Test
  void bracketsAreWrittenTwice() {
    assertEquals(List.of(new Text("a[1]"), new Press(Key.PF3)), KeyScript.parse("a[[1]][PF3]"));
  }

  @Test
  void keysAreNamedAsPeopleWriteThem() {
    assertEquals(
        List.of(new Press(Key.ERASE_EOF), new Press(Key.BACKTAB), new Press(Key.CURSOR_SELECT)),
        KeyScript.parse("[Erase EOF][BackTab][cursor-select]"));
    for (Key key : Key.values()) {
      assertEquals(List.of(new Press(key)), KeyScript.parse("[" + key.name() + "]"));
    }
  }

  @Test
  void anUnknownKeyIsNamedWithThoseThatThereAre() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> KeyScript.parse("[PF25]")).getMessage();
    assertTrue(message.contains("[PF25]") && message.contains("PF24"), message);
  }

  @Test
  void aBracketAloneIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> KeyScript.parse("a[ENTER"));
    assertThrows(IllegalArgumentException.class, () -> KeyScript.parse("a]b"));
  }

  @Test
  void whatIsTypedIsNotInItsDescription() {
    assertEquals("[6 characters]", KeyScript.parse("secret").toString());
  }

  @Test
  void attentionKeysReachTheHost() {
    assertTrue(KeyScript.reachesHost(Key.PF12) && KeyScript.reachesHost(Key.PA1));
    assertFalse(KeyScript.reachesHost(Key.TAB) || KeyScript.reachesHost(Key.RESET));
  }
}
