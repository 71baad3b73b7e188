// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.session.internal.World.await;
import static org.loadstar.session.internal.World.get;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.KeyResult;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionProfile;

/** Whose turn it is: contention resolution of the TN3270E extensions draft. */
class ContentionTest {
  private static final KeyResult WAITS = new KeyResult(false, "X Wait");

  /** As the recorded sessions bid and bid-ta have it. */
  @Test
  void theKeyboardIsLockedUntilItIsTheTerminalsTurn() throws Exception {
    CompletableFuture<Void> bid = new CompletableFuture<>();
    CompletableFuture<Void> data = new CompletableFuture<>();
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.negotiate("LU1", "00 02 04 05");
                  peer.bind();
                  peer.send("00 01 01 00 00 f5 c3 11 40 40 'FIRST' ff ef"); // SEND-DATA
                  peer.send("09 00 02 00 01 ff ef"); // BID
                  peer.expect("02 00 00 00 01 00 ff ef");
                  get(bid);
                  peer.send("00 00 02 00 02 f1 c3 11 c1 50 'SECOND' ff ef"); // the host goes on
                  peer.expect("02 00 00 00 02 00 ff ef");
                  get(data);
                  peer.send("00 03 01 00 03 ff ef"); // SEND-DATA, KEYBOARD-RESTORE, nothing else
                  peer.expect("00 00 00 00 00 f3");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      await(session, screen -> screen.shows("FIRST") && screen.lock().equals("X Wait"));
      assertEquals(WAITS, get(session.withoutTypeAhead().type("x")));
      assertEquals(WAITS, get(session.press(Key.RESET)));
      bid.complete(null);
      ScreenSnapshot second = await(session, screen -> screen.shows("SECOND"));
      assertEquals("X Wait", second.lock());
      assertEquals(WAITS, get(session.withoutTypeAhead().press(Key.ENTER)));
      data.complete(null);
      await(session, screen -> screen.lock().isEmpty());
      assertEquals(KeyResult.ACCEPTED, get(session.press(Key.PF3)));
      host.awaitExpected();
    }
  }

  /** SEND-DATA alone does not restore what the host's data has left locked, nor a lock of a key. */
  @Test
  void itIsTheTerminalsTurnWithALockedKeyboard() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.negotiate("LU1", "00 02 04 05");
                  peer.bind();
                  peer.send("00 01 00 00 00 f5 40 11 40 40 'LOCKED' ff ef");
                  peer.send("04 00 00 00 00 01 ff ef");
                  peer.bind();
                  peer.send("09 00 00 00 01 ff ef");
                  peer.send("00 01 00 00 01 f5 c3 11 40 40 'FREE' ff ef");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      await(session, screen -> screen.shows("FREE") && screen.lock().isEmpty());
    }
  }

  @Test
  void itIsLeftOutByAProfileAndItsFlagsMeanNothingThen() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.negotiateAsking("LU1", "00 02 04", "00 02 04");
                  peer.bind();
                  peer.send("00 00 02 00 01 f5 c3 11 40 40 'FREE' ff ef");
                  peer.expect("02 00 00 00 01 00 ff ef");
                  peer.send("09 00 02 00 02 ff ef ff fd 06"); // a BID that nobody agreed to
                  peer.expect("ff fc 06");
                  peer.stay();
                })) {
      SessionProfile profile =
          World.to(host)
              .with(change -> change.functions(Set.of("BIND-IMAGE", "RESPONSES", "SYSREQ")));
      Session session = world.open(profile);
      ScreenSnapshot free = await(session, screen -> screen.shows("FREE"));
      assertTrue(free.lock().isEmpty());
      host.awaitExpected();
    }
  }
}
