// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.loadstar.api.server.Terminal;
import org.loadstar.api.server.TerminalDialog;
import org.loadstar.api.server.TerminalInput;
import org.loadstar.api.server.TerminalScreen;
import org.loadstar.api.server.TerminalScreen.Input;
import org.loadstar.api.server.TerminalScreen.Kind;
import org.loadstar.api.server.TerminalScreen.Text;
import org.loadstar.testkit.ManualClock;

class DemoApplicationTest {
  private final ManualClock clock = new ManualClock();
  private TerminalDialog dialog;
  private TerminalScreen screen;

  @BeforeEach
  void open() {
    open(24);
  }

  private void open(int rows) {
    dialog =
        new DemoApplication(clock)
            .open(new Terminal("POOL0001", "IBM-3278-2-E", rows, 80, "192.0.2.7"));
    screen = dialog.first();
  }

  private void press(String key, Map<String, String> fields) {
    TerminalScreen next = (TerminalScreen) dialog.next(new TerminalInput(key, 0, fields));
    assertNotNull(next, key + " ended the session");
    screen = next;
  }

  private void press(String key) {
    press(key, Map.of());
  }

  private void logOn() {
    press("ENTER", Map.of("user", "alice", "password", "secret1"));
  }

  private String text() {
    return screen.items().stream()
        .filter(Text.class::isInstance)
        .map(i -> ((Text) i).text())
        .collect(Collectors.joining("\n"));
  }

  private boolean shows(String text) {
    return text().contains(text);
  }

  private List<String> dataSets() {
    return screen.items().stream()
        .filter(i -> i instanceof Text && i.row() >= 5 && i.row() < 41)
        .map(i -> ((Text) i).text())
        .filter(t -> t.contains(" LSD"))
        .toList();
  }

  @Test
  void theLogonAsksForAUserAndAHiddenPassword() {
    assertTrue(shows("TN3270E SERVER"));
    assertTrue(shows("POOL0001"));
    List<Kind> kinds =
        screen.items().stream()
            .filter(Input.class::isInstance)
            .map(i -> ((Input) i).kind())
            .toList();
    assertEquals(List.of(Kind.TEXT, Kind.HIDDEN), kinds);
    assertFalse(screen.alarm());
  }

  @Test
  void theLogonRefusesAnEmptyUserWithTheAlarm() {
    press("ENTER", Map.of("user", "   "));
    assertTrue(shows("Enter your user name"));
    assertTrue(screen.alarm());
  }

  @Test
  void theMenuTellsWhoAndWhereAndWhen() {
    logOn();
    assertTrue(shows("PRIMARY MENU"));
    assertTrue(shows("ALICE"));
    assertTrue(shows("192.0.2.7"));
    assertTrue(shows("2026-01-01 00:00:00 UTC"));
    clock.advance(Duration.ofSeconds(61));
    press("PF5");
    assertTrue(shows("2026-01-01 00:01:01 UTC"));
  }

  @Test
  void noScreenShowsThePassword() {
    press("ENTER", Map.of("user", "", "password", "secret1"));
    assertFalse(screen.toString().contains("secret1"));
    logOn();
    assertFalse(screen.toString().contains("secret1"));
  }

  @Test
  void theMenuRefusesWhatItDoesNotKnow() {
    logOn();
    press("ENTER", Map.of("option", "9"));
    assertTrue(shows("There is no option 9"));
    press("ENTER");
    assertTrue(shows("Enter an option"));
    press("PF13");
    assertTrue(shows("PF13 has no function here"));
  }

  @Test
  void theListPagesToItsEndsAndStaysThere() {
    logOn();
    press("ENTER", Map.of("option", "1"));
    List<String> first = dataSets();
    assertEquals(17, first.size());
    assertTrue(shows("Row 1 to 17 of 144"));
    press("PF7");
    assertTrue(shows("Top of the list"));
    press("PF8");
    assertTrue(shows("Row 18 to 34 of 144"));
    assertNotEquals(first, dataSets());
    press("PF7");
    assertEquals(first, dataSets());
    for (int i = 0; i < 8; i++) {
      press("PF8");
    }
    assertTrue(shows("Row 128 to 144 of 144"));
    press("PF8");
    assertTrue(shows("Bottom of the list"));
    assertEquals(17, dataSets().size());
  }

  @Test
  void theListFindsANameOrWhatFollowsIt() {
    logOn();
    press("PF2");
    press("ENTER", Map.of("locate", "star.test"));
    assertTrue(dataSets().get(0).startsWith("STAR.TEST.CNTL"));
    press("ENTER", Map.of("locate", "MISSING"));
    assertTrue(dataSets().get(0).startsWith("ORBIT.HISTORY.CNTL"));
    assertTrue(shows("MISSING is not in the catalogue"));
    press("ENTER", Map.of("locate", "ZZZ"));
    assertTrue(shows("Nothing follows ZZZ"));
  }

  @Test
  void aLargerScreenHasLongerPages() {
    open(43);
    logOn();
    press("PF2");
    assertEquals(36, dataSets().size());
  }

  @Test
  void theColoursTellLengthsOnly() {
    logOn();
    press("PF4");
    press("ENTER", Map.of("text", "ab", "hidden", "secret1"));
    assertTrue(shows("text 2, numeric 0, hidden 7"));
    assertFalse(screen.toString().contains("secret1"));
    press("PF3");
    assertTrue(shows("PRIMARY MENU"));
  }

  @Test
  void pf3GoesBackToTheLogonAndThenEndsTheSession() {
    logOn();
    press("PF2");
    press("PF3");
    assertTrue(shows("PRIMARY MENU"));
    press("PF3");
    assertTrue(shows("ALICE has logged off"));
    assertNull(dialog.next(new TerminalInput("PF3", 0, Map.of())));
  }

  @Test
  void clearShowsTheSamePanelAgain() {
    logOn();
    press("PF2");
    String before = text();
    press("CLEAR");
    assertEquals(before, text());
  }
}
