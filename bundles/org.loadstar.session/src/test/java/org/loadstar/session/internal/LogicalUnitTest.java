// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.session.internal.World.get;
import static org.loadstar.session.internal.World.shows;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.KeyResult;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionProfile;

/** Which logical unit a session gets, who has bound it, and the keys that call past the screen. */
class LogicalUnitTest {
  private static SessionProfile withUnits(ScriptedHost host, String... units) {
    return World.to(host).with(change -> change.luNames(List.of(units)));
  }

  private static String refusal(World world, SessionProfile profile) throws Exception {
    return get(world.sessions.open(profile).handle((session, thrown) -> String.valueOf(thrown)));
  }

  @Test
  void theNamesOfAListAreTriedInTurn() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.send("ff fd 28");
                  peer.expect("ff fb 28");
                  peer.send("ff fa 28 08 02 ff f0");
                  peer.expect("ff fa 28 02 07 \"IBM-3278-2-E\" 01 \"LU1\" ff f0");
                  peer.send("ff fa 28 02 06 05 01 ff f0");
                  peer.expect("ff fa 28 02 07 \"IBM-3278-2-E\" 01 \"LU2\" ff f0");
                  peer.send("ff fa 28 02 04 \"IBM-3278-2-E\" 01 \"LU2\" ff f0");
                  peer.expect("ff fa 28 03 07 00 02 04 05 ff f0");
                  peer.send("ff fa 28 03 04 ff f0");
                  peer.screen("SECOND");
                  peer.stay();
                })) {
      shows(world.open(withUnits(host, "LU1", "LU2")), "SECOND");
      assertEquals("LU2", world.dto().lu);
    }
  }

  /** Where the host has no other way to refuse a name than to close the connection. */
  @Test
  void inPlainTn3270TheNextNameIsTriedOnTheNextConnection() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  int number = connections.incrementAndGet();
                  peer.send("ff fd 18");
                  peer.expect("ff fb 18");
                  peer.send("ff fa 18 01 ff f0");
                  peer.expect("ff fa 18 00 \"IBM-3278-2-E@LU" + number + "\" ff f0");
                  if (number < 3) {
                    peer.close();
                    return;
                  }
                  peer.send("ff fd 19 ff fb 19 ff fd 00 ff fb 00");
                  peer.expect("ff fb 19 ff fd 19 ff fb 00 ff fd 00");
                  peer.send("f5 c3 11 40 40 'THIRD' ff ef");
                  peer.stay();
                })) {
      shows(world.open(withUnits(host, "LU1", "LU2", "LU3", "LU4")), "THIRD");
      assertEquals(3, host.accepted());
      assertEquals("TN3270", world.dto().protocol);
    }
  }

  @Test
  void inPlainTn3270AListThatIsUsedUpIsARefusal() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.send("ff fd 18 ff fa 18 01 ff f0");
                  peer.expect("ff fb 18 ff fa 18 00 \"IBM-3278-2-E@LU\"");
                  peer.close();
                })) {
      String refusal = refusal(world, withUnits(host, "LU1", "LU2"));
      assertTrue(
          refusal.contains("the server closed the connection before there was a session"), refusal);
      assertEquals(2, host.accepted());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "00, 'CONN-PARTNER, the printer is the partner of a terminal'",
    "01, 'DEVICE-IN-USE, the logical unit is in use, or none of the pool is free'",
    "02, 'INV-ASSOCIATE, a printer can be associated with a terminal only'",
    "03, 'INV-NAME, the server knows no logical unit or pool of this name'",
    "04, 'INV-DEVICE-TYPE, the server does not support this device type'",
    "05, 'TYPE-NAME-ERROR, the logical unit of this name is of another type'",
    "06, 'UNKNOWN-ERROR, an error that the server does not tell'",
    "07, 'UNSUPPORTED-REQ, the server does not support this kind of request'",
    "63, 'REASON 99, a reason that no standard names'"
  })
  void everyRejectionIsToldInWords(String code, String words) throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.send("ff fd 28 ff fa 28 08 02 ff f0 ff fa 28 02 06 05 " + code + " ff f0");
                  peer.stay();
                })) {
      String refusal = refusal(world, World.to(host));
      assertTrue(refusal.contains("the server rejected the session: " + words), refusal);
    }
  }

  @Test
  void whoAsksForTheEnvironmentIsToldUserAndDevice() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.send("ff fd 27");
                  peer.expect("ff fb 27");
                  peer.send("ff fa 27 01 00 \"USER\" 03 \"DEVNAME\" ff f0");
                  peer.expect("ff fa 27 00 00 \"USER\" 01 \"joe\" 03 \"DEVNAME\" 01 \"PC1\" ff f0");
                  peer.negotiatePlain();
                  peer.send("ff fa 27 01 03 \"DEVNAME\" ff f0");
                  peer.expect("ff fa 27 00 03 \"DEVNAME\" 01 \"PC2\" ff f0");
                  peer.send("f5 c3 11 40 40 'KNOWN' ff ef");
                  peer.stay();
                })) {
      SessionProfile profile = World.to(host).with(change -> change.user("joe").deviceName("PC="));
      shows(world.open(profile), "KNOWN");
    }
  }

  @Test
  void theApplicationThatHasBoundTheTerminalIsTold() throws Exception {
    CompletableFuture<Void> unbind = new CompletableFuture<>();
    String bind = "03 00 00 00 00 31010303b1903080008787f88700028000000000 18501850 7f 0000 ";
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.negotiate("LU1");
                  peer.send(bind + "08 'IBM0SMAA' ff ef");
                  peer.screen("BOUND");
                  get(unbind);
                  peer.send("04 00 00 00 00 02 ff ef");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      shows(session, "BOUND");
      assertEquals("IBM0SMAA", world.dto().application);
      int changes = world.changes.get();
      unbind.complete(null);
      await().untilAsserted(() -> assertEquals("", world.dto().application));
      assertTrue(world.changes.get() > changes);
    }
  }

  @Test
  void sysreqGoesToTheAccessMethodAndBack() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.session("APPLICATION");
                  peer.expect("ff f4"); // ATTN
                  peer.expect("ff f5"); // SYSREQ
                  peer.expect("07 00 00 00 00 'logon' ff ef");
                  peer.send("07 00 00 00 00 'COMMAND UNRECOGNIZED' 15 ff ef");
                  peer.expect("ff f5"); // SYSREQ
                  peer.screen("BACK");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      shows(session, "APPLICATION");
      assertEquals(KeyResult.ACCEPTED, get(session.press(Key.ATTN)));
      assertEquals(KeyResult.ACCEPTED, get(session.press(Key.SYSREQ)));
      assertEquals(KeyResult.ACCEPTED, get(session.type("logon")));
      assertEquals(KeyResult.ACCEPTED, get(session.press(Key.ENTER)));
      shows(session, "UNRECOGNIZED");
      assertEquals(KeyResult.ACCEPTED, get(session.press(Key.SYSREQ)));
      ScreenSnapshot back = shows(session, "BACK");
      assertEquals(-1, back.row(0).indexOf("UNRECOGNIZED"));
    }
  }

  @Test
  void withoutItsFunctionSysreqIsNothingAndAttnIsSentAllTheSame() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.negotiate("LU1", "02");
                  peer.screen("BASIC");
                  peer.expect("ff f4");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      shows(session, "BASIC");
      assertEquals(new KeyResult(false, "X -f"), get(session.press(Key.SYSREQ)));
      assertEquals(KeyResult.ACCEPTED, get(session.press(Key.ATTN)));
      host.awaitExpected();
    }
  }

  @Test
  void inPlainTn3270AttnIsABreakAndSysreqAnInterrupt() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.negotiatePlain();
                  peer.send("f5 c3 11 40 40 'PLAIN' ff ef");
                  peer.expect("ff f3 ff f4");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      shows(session, "PLAIN");
      assertEquals(KeyResult.ACCEPTED, get(session.press(Key.ATTN)));
      assertEquals(KeyResult.ACCEPTED, get(session.press(Key.SYSREQ)));
      host.awaitExpected();
    }
  }
}
