// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.session.internal.World.accepted;
import static org.loadstar.session.internal.World.await;
import static org.loadstar.session.internal.World.get;
import static org.loadstar.session.internal.World.shows;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.KeyResult;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionException;
import org.loadstar.api.session.SessionProfile;

/** Hosts that talk in lines of text: the network virtual terminal of RFC 854. */
class NvtTest {
  /** Line by line while the host does not echo, character by character when it does. */
  @Test
  void aPersonLogsOnAndGoesOnIn3270() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.send("\"Welcome\" 0d 0a \"login: \"");
                  peer.expect("\"joe\" 0d 0a");
                  peer.send("ff fb 01 ff fb 03"); // WILL ECHO, WILL SUPPRESS-GO-AHEAD
                  peer.expect("ff fd 01 ff fd 03");
                  peer.send("\"password: \"");
                  peer.expect("\"secret\" 0d 00");
                  peer.send("0d 0a \"connecting\" 0d 0a ff fc 01");
                  peer.expect("ff fe 01");
                  peer.negotiatePlain();
                  peer.send("f5 c3 11 40 40 'PANEL' ff ef");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      await(session, screen -> screen.shows("login: "));
      assertEquals("NVT", world.dto().protocol);
      accepted(session.type("jim"));
      accepted(session.press(Key.BACKSPACE));
      accepted(session.press(Key.BACKSPACE));
      accepted(session.type("oe"));
      assertTrue(session.snapshot().row(1).startsWith("login: joe "));
      assertEquals(80 + 10, session.snapshot().cursor());
      accepted(session.press(Key.ENTER));
      await(session, screen -> screen.row(2).startsWith("password: "));
      accepted(session.type("secret"));
      accepted(session.press(Key.ENTER));
      assertFalse(session.snapshot().shows("secret"));
      await(session, screen -> screen.shows("PANEL"));
      assertEquals("TN3270", world.dto().protocol);
      assertFalse(session.snapshot().shows("Welcome"));
    }
  }

  @Test
  void keysOfALineAreTheOnesThatAHostOfLinesKnows() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.send("\"> \"");
                  peer.expect("ff f4"); // ATTN: interrupt process
                  peer.expect("0d 0a"); // the line was taken back
                  peer.expect("\"a\" 09 \"b\" c3 bf 0d 0a");
                  peer.send("ff fb 01");
                  peer.expect("ff fd 01");
                  peer.send("\"echo\"");
                  peer.expect("09 08 \"x\"");
                  peer.send("\"done\"");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      await(session, screen -> screen.shows("> "));
      KeyResult nothing = new KeyResult(false, "X -f");
      assertEquals(nothing, get(session.press(Key.PF3)));
      assertEquals(nothing, get(session.press(Key.SYSREQ)));
      assertEquals(nothing, get(session.moveTo(3, 3)));
      accepted(session.press(Key.ATTN));
      accepted(session.type("wrong"));
      accepted(session.press(Key.ERASE_INPUT));
      assertFalse(session.snapshot().shows("wrong"));
      accepted(session.press(Key.ENTER));
      accepted(session.type("a"));
      accepted(session.press(Key.TAB));
      accepted(session.type("b\u00ff"));
      accepted(session.press(Key.ENTER));
      await(session, screen -> screen.shows("echo"));
      accepted(session.press(Key.TAB));
      accepted(session.press(Key.BACKSPACE));
      accepted(session.type("x"));
      await(session, screen -> screen.shows("done"));
      accepted(session.press(Key.CLEAR));
      assertFalse(session.snapshot().shows("done"));
      assertEquals(0, session.snapshot().cursor());
    }
  }

  @Test
  void aHostThatHasText3270AndTextAgainInTn3270eIsFollowed() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.negotiate("LU1");
                  peer.send("05 00 00 00 00 \"menu> \" ff ef");
                  peer.expect("05 00 00 00 00 \"tso\" 0d 0a ff ef");
                  peer.bind();
                  peer.send("00 00 00 00 00 f5 c3 11 40 40 'TSO' ff ef");
                  peer.expect("00 00 00 00 00 7d 40 40 ff ef");
                  peer.send("05 00 00 00 01 \"bye\" ff ef ff fd 06");
                  peer.expect("ff fc 06");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      await(session, screen -> screen.shows("menu> "));
      accepted(session.type("tso"));
      accepted(session.press(Key.ENTER));
      ScreenSnapshot screen = await(session, s -> s.shows("TSO"));
      assertFalse(screen.shows("menu"));
      accepted(session.press(Key.ERASE_INPUT));
      accepted(session.press(Key.ENTER));
      await(session, s -> s.shows("bye"));
      assertFalse(session.snapshot().shows("TSO"));
      assertEquals("TN3270E", world.dto().protocol);
    }
  }

  @Test
  void aServerThatWasFoundMustKnow3270() throws Exception {
    try (World world = new World(World.HASTY);
        ScriptedHost lines =
            new ScriptedHost(
                peer -> {
                  peer.send("\"220 mail\" 0d 0a");
                  peer.stay();
                });
        ScriptedHost terminal = ScriptedHost.staying("RIGHT")) {
      world.offer(lines, terminal);
      Session session = world.open(SessionProfile.discovering("p"));
      shows(session, "RIGHT");
      assertTrue(world.told.stream().anyMatch(t -> t.startsWith("failed " + lines.address())));
    }
  }

  @Test
  void aServerThatSpeaksNeither3270NorTextIsRefused() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.send("f5 c3 11 40 40 c1");
                  peer.stay();
                })) {
      String failure =
          get(world.sessions.open(World.to(host)).handle((s, thrown) -> String.valueOf(thrown)));
      assertTrue(failure.contains("the server speaks neither 3270 nor in lines of text"), failure);
    }
  }

  @Test
  void whatAServerSaysBeforeItClosesIsTheReason() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.send("\"No logical\" 0d 0a 07 \"unit free\" 0d 0a");
                  peer.close();
                })) {
      SessionException failure =
          (SessionException)
              world
                  .sessions
                  .open(World.to(host))
                  .handle((session, thrown) -> thrown)
                  .toCompletableFuture()
                  .get(10, TimeUnit.SECONDS);
      String message = String.valueOf(failure.getMessage());
      assertTrue(
          message.contains(
              "the server closed the connection before there was a session;"
                  + " it said: No logical unit free"),
          message);
    }
  }
}
