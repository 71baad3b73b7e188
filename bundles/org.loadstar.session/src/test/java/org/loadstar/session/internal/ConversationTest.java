// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.session.internal.World.accepted;
import static org.loadstar.session.internal.World.await;
import static org.loadstar.session.internal.World.get;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.KeyResult;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.SessionRuntimeDTO;

/** What goes over the wire between a session and a host. */
class ConversationTest {
  @Test
  void tn3270eFromLogonToReply() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.negotiate("LU77");
                  peer.bind();
                  // Response asked for: the field at 1,0 is for input.
                  peer.send(
                      "00 00 02 00 09 f5 c3 11 40 40 1d f0 'NAME' 1d 40 13 11 40 f0 1d f0 ff ef");
                  peer.expect("02 00 00 00 09 00 ff ef");
                  peer.expect("00 00 00 00 00 7d 40 c9 11 40 c6 'JOE' ff ef");
                  peer.send("00 00 00 00 0a f1 c3 11 c1 50 'HELLO' ff ef");
                  peer.expect("00 00 00 00 01 f3 40 c9 11 40 c6 'JOE' ff ef");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      await(session, screen -> screen.shows("NAME") && screen.lock().isEmpty());
      accepted(session.type("JOE"));
      accepted(session.press(Key.ENTER));
      ScreenSnapshot hello = await(session, screen -> screen.shows("HELLO"));
      assertEquals("", hello.lock());
      assertEquals(24, hello.rows());
      accepted(session.press(Key.PF3));
      assertEquals("X Wait", session.snapshot().lock());

      SessionRuntimeDTO dto = new SessionRuntimeDTO();
      world.sessions.tell(dto);
      assertEquals("LU77", dto.sessions.get(0).lu);
      assertEquals("TN3270E", dto.sessions.get(0).protocol);
      assertEquals(host.address().toString(), dto.sessions.get(0).server);
      assertEquals("", dto.sessions.get(0).url);
      assertEquals("CONNECTED", dto.sessions.get(0).state);
      assertEquals(3, dto.sessions.get(0).functions.size());
    }
  }

  @Test
  void fallsBackToPlainTn3270() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.negotiatePlain();
                  peer.send("f5 c3 11 40 40 'PLAIN' ff ef");
                  peer.expect("6d ff ef");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      await(session, screen -> screen.shows("PLAIN"));
      accepted(session.press(Key.CLEAR));
      assertFalse(session.snapshot().shows("PLAIN"));
      SessionRuntimeDTO dto = new SessionRuntimeDTO();
      world.sessions.tell(dto);
      assertEquals("TN3270", dto.sessions.get(0).protocol);
    }
  }

  @Test
  void whatIsNotDisplayedIsInNoSnapshot() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.negotiatePlain();
                  peer.send("f5 c3 11 40 40 'SEEN' 1d 4c 'HIDDEN' 13 11 40 f0 1d f0 ff ef");
                  peer.expect("7d 40 d1 11 40 c5 'HIDDENSECRET' ff ef");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      await(session, screen -> screen.shows("SEEN"));
      accepted(session.type("SECRET"));
      ScreenSnapshot screen = session.snapshot();
      assertEquals("SEEN" + " ".repeat(76), screen.row(0));
      for (int at = 5; at < 47; at++) {
        assertEquals(0, screen.code(at));
      }
      assertEquals(0xCC, screen.field(4) & 0xFE);
      assertEquals(-1, screen.field(5));
      accepted(session.press(Key.ENTER));
    }
  }

  @Test
  void faultsAreAnsweredNegativelyAndTheSessionGoesOn() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.negotiate("LU1");
                  peer.send("00 00 02 00 07 f5 c3 'EARLY' ff ef");
                  peer.expect("02 00 01 00 07 00 ff ef");
                  peer.bind();
                  peer.send("00 00 01 00 08 99 ff ef");
                  peer.expect("02 00 01 00 08 00 ff ef");
                  peer.send("00 00 01 00 09 f1 c3 11 7f ff ef");
                  peer.expect("02 00 01 00 09 02 ff ef");
                  peer.send("00 00 00 00 0a f1 c3 11 7f ff ef"); // no response wanted
                  peer.send("01 00 02 00 0b 'SCS' ff ef");
                  peer.expect("02 00 01 00 0b 00 ff ef");
                  peer.send("05 00 00 00 00 \"nvt\" ff ef"); // NVT-DATA
                  peer.send("09 00 00 00 00 ff ef"); // BID
                  peer.send("2a 00 00 00 00 ff ef"); // no data type at all
                  peer.send("00 00 ff ef"); // no header at all
                  peer.send("ff fd 06"); // DO TIMING-MARK
                  peer.expect("ff fc 06");
                  peer.screen("GOES ON");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      ScreenSnapshot screen = await(session, s -> s.shows("GOES ON"));
      assertFalse(screen.shows("EARLY"));
    }
  }

  @Test
  void unbindBlanksAndLocksUntilTheNextBind() throws Exception {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.session("FIRST");
                  peer.expect("00 00 00 00 00 7d 40 40 'FIRST' ff ef");
                  peer.send("04 00 00 00 00 01 ff ef");
                  peer.send("00 00 00 00 00 f5 c3 'UNBOUND' ff ef");
                  peer.send("ff fd 06");
                  peer.expect("ff fc 06");
                  sent.complete(null);
                  peer.expect("ff f5"); // SYSREQ
                  peer.bind();
                  peer.screen("SECOND");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      await(session, screen -> screen.shows("FIRST"));
      accepted(session.press(Key.ENTER));
      get(sent);
      ScreenSnapshot blank = await(session, screen -> !screen.shows("FIRST"));
      assertEquals("X Wait", blank.lock());
      assertEquals(new KeyResult(false, "X Wait"), get(session.withoutTypeAhead().type("x")));
      assertEquals(new KeyResult(false, "X Wait"), get(session.press(Key.RESET)));
      assertFalse(session.snapshot().shows("UNBOUND"));
      accepted(session.press(Key.SYSREQ));
      await(session, screen -> screen.shows("SECOND") && screen.lock().isEmpty());
    }
  }

  @Test
  void theAccessMethodOfTheHostIsTalkedTo() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.negotiate("LU1");
                  peer.send("07 00 00 00 00 'WELCOME' 15 'LOGON: ' ff ef");
                  peer.expect("07 00 00 00 00 'tso' ff ef");
                  peer.bind();
                  peer.screen("TSO");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      ScreenSnapshot asked = await(session, screen -> screen.shows("LOGON:"));
      assertTrue(asked.row(0).startsWith("WELCOME "));
      assertTrue(asked.row(1).startsWith("LOGON: "));
      assertEquals(new KeyResult(false, "X -f"), get(session.press(Key.PF1)));
      accepted(session.type("tso"));
      accepted(session.press(Key.ENTER));
      ScreenSnapshot screen = await(session, s -> s.shows("TSO"));
      assertFalse(screen.shows("WELCOME"));
    }
  }

  @Test
  void keysAreRefusedWithTheirReason() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.negotiatePlain();
                  peer.send("f5 c3 11 40 40 1d f0 'ONLY' 1d 50 '  ' 1d f0 ff ef");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      await(session, screen -> screen.shows("ONLY"));
      accepted(session.moveTo(0, 1));
      assertEquals(new KeyResult(false, "X protected"), get(session.type("A")));
      assertEquals(new KeyResult(false, "X protected"), get(session.moveTo(0, 6)));
      accepted(session.press(Key.RESET));
      accepted(session.moveTo(0, 6));
      assertEquals(new KeyResult(false, "X numeric"), get(session.type("A")));
      accepted(session.press(Key.RESET));
      assertEquals(new KeyResult(false, "X outside the screen"), get(session.moveTo(24, 0)));
      assertEquals(new KeyResult(false, "X not in code page 037"), get(session.type("\u0436")));
      accepted(session.type("7"));
      assertTrue(session.snapshot().shows("ONLY 7"));
    }
  }

  @Test
  void thePoolIsAskedForAndALargerScreenIsUsed() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.send("ff fd 28");
                  peer.expect("ff fb 28");
                  peer.send("ff fa 28 08 02 ff f0");
                  peer.expect("ff fa 28 02 07 \"IBM-3278-4-E\" 01 \"POOL2\" ff f0");
                  peer.send("ff fa 28 02 04 \"IBM-3278-4-E\" 01 \"LU9\" ff f0");
                  peer.expect("ff fa 28 03 07 00 02 04 05 ff f0");
                  peer.send("ff fa 28 03 04 ff f0"); // none of the functions
                  peer.send("00 00 00 00 00 7e c3 11 0d 20 'LAST ROW' ff ef");
                  peer.stay();
                })) {
      SessionProfile profile =
          World.to(host).with(change -> change.luPool("POOL2").deviceType("IBM-3278-4-E"));
      Session session = world.open(profile);
      ScreenSnapshot screen = await(session, s -> s.shows("LAST ROW"));
      assertEquals(43, screen.rows());
      assertTrue(screen.row(42).startsWith("LAST ROW"));
    }
  }
}
