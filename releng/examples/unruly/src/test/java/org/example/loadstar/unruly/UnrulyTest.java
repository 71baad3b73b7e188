// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.unruly;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.server.Terminal;
import org.loadstar.api.server.TerminalDialog;
import org.loadstar.api.server.TerminalInput;
import org.loadstar.api.server.TerminalScreen;

/** Misbehaves as told, so that a guard which survives it has survived something. */
class UnrulyTest {
  private static final Terminal TERMINAL = new Terminal("LU1", "IBM-3278-2-E", 24, 80, "peer");
  private static final TerminalInput ENTER = new TerminalInput("ENTER", 0, Map.of());

  @Test
  void throwsWhatItIsTold() {
    assertThrows(
        IllegalStateException.class,
        () -> new Unruly(Mode.THROW, "source").find(ServerQuery.any()));
    assertThrows(LinkageError.class, () -> new Unruly(Mode.ERROR, "strategy").score(List.of()));
    assertThrows(
        StackOverflowError.class,
        () -> new Unruly(Mode.OVERFLOW, "listener").screenChanged(null, null));
    assertThrows(
        IllegalStateException.class, () -> new Unruly(Mode.THROW, "application").open(TERMINAL));
    TerminalDialog dialog = new Unruly(Mode.THROW, "dialog").open(TERMINAL);
    assertEquals("word", dialog.first().cursor());
    assertThrows(IllegalStateException.class, () -> dialog.next(ENTER));
  }

  @Test
  void returnsNullAndNonsense() {
    assertNull(new Unruly(Mode.NULL, "source").find(ServerQuery.any()));
    assertNull(new Unruly(Mode.NONSENSE, "source").find(ServerQuery.any()).get(0));
    assertEquals(1, new Unruly(Mode.NONSENSE, "strategy").score(List.of()).length);
    TerminalDialog dialog = new Unruly(Mode.NONSENSE, "application").open(TERMINAL);
    assertEquals("no such field", ((TerminalScreen) dialog.next(ENTER)).cursor());
  }

  @Test
  void behavesAsWhatItIsNotToldToMisbehave() {
    Unruly unruly = new Unruly(Mode.THROW);
    assertEquals(List.of(), unruly.find(ServerQuery.any()));
    ServerOffer offer = ServerOffer.at("host", 23, "test", Instant.EPOCH);
    assertArrayEquals(new double[] {100}, unruly.score(List.of(offer)));
    unruly.screenChanged(null, null);
    TerminalDialog dialog = unruly.open(TERMINAL);
    assertEquals(dialog.first(), dialog.next(ENTER));
  }

  @Test
  void blocksInSpiteOfInterrupts() throws Exception {
    Unruly unruly = new Unruly(Mode.BLOCK, "source");
    Thread thread = new Thread(() -> unruly.find(ServerQuery.any()));
    thread.setDaemon(true);
    thread.start();
    for (int i = 0; i < 3; i++) {
      thread.interrupt();
      thread.join(50);
    }
    assertTrue(thread.isAlive());
  }
}
