// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class LoopTest {
  private final Loop loop = new Loop();
  private final List<String> done = new CopyOnWriteArrayList<>();

  @Test
  void aStepThatFailsEndsNothing() {
    loop.execute(
        () -> {
          throw new IllegalStateException("a planted fault");
        });
    loop.execute(() -> done.add("next"));
    assertEquals(List.of("next"), loop.ask(() -> List.copyOf(done), List.of()));
    assertThrows(
        IllegalStateException.class,
        () ->
            loop.ask(
                () -> {
                  throw new IllegalStateException("told to who asks");
                },
                ""));
    loop.close();
  }

  @Test
  void afterItsEndNothingIsDone() {
    loop.later(() -> done.add("later"), 60_000);
    loop.close();
    loop.execute(() -> done.add("never"));
    loop.later(() -> done.add("never"), 0);
    assertEquals("unanswered", loop.ask(() -> "answered", "unanswered"));
    assertEquals(List.of(), done);
  }
}
