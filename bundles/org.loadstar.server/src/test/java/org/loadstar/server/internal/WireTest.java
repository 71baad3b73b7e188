// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.testkit.Mutations;

/** The server byte by byte, as RFC 2355 (section 13.4) and RFC 1646 show it, and bad input. */
class WireTest {
  private static final String ALL_FUNCTIONS = "fffa2803 07 000204 fff0";
  private static final int SCREEN = 0xF5;

  private final Fixture fixture = new Fixture();
  private final List<Raw> peers = new ArrayList<>();

  @BeforeEach
  void listen() {
    fixture.listen(2);
  }

  @AfterEach
  void close() throws IOException {
    for (Raw peer : peers) {
      peer.close();
    }
    fixture.close();
  }

  private Raw connect() throws IOException {
    Raw peer = new Raw(fixture.port());
    peers.add(peer);
    return peer;
  }

  /** A peer that has a session by TN3270E and has its first screen. */
  private Raw logOn() throws IOException {
    Raw peer = connect();
    peer.expect("fffd28").send("fffb28").expect("fffa2808 02 fff0");
    int number = sessions() + 1;
    peer.send("fffa2802 07 'IBM-3278-2-E' 01 'POOL2' fff0");
    peer.expect("fffa2802 04 'IBM-3278-2-E' 01 'POOL000" + number + "' fff0");
    peer.send(ALL_FUNCTIONS).expect("fffa2803 04 000204 fff0");
    byte[] bind = peer.record();
    assertEquals("0300000000310103", HexFormat.of().formatHex(bind, 0, 8));
    byte[] screen = peer.record();
    assertEquals("0000010000f5", HexFormat.of().formatHex(screen, 0, 6));
    return peer;
  }

  private int sessions() {
    return fixture.only().pools.get(0).inUse;
  }

  @Test
  void aTn3270eClientLogsOnToAPool() throws Exception {
    Raw peer = logOn();
    // ENTER without a user name: the next screen has the next number and the alarm
    peer.send("00 00 00 0000 7d 5c5d ffef");
    byte[] screen = peer.record();
    assertEquals("0000010001f5", HexFormat.of().formatHex(screen, 0, 6));
    assertTrue((screen[6] & 0x04) != 0, "the alarm");
    assertEquals("TN3270E", fixture.only().sessions.get(0).protocol);
  }

  @Test
  void aRefusedClientMayAskAgain() throws Exception {
    Raw peer = connect();
    peer.expect("fffd28").send("fffb28").expect("fffa2808 02 fff0");
    peer.send("fffa2802 07 'IBM-3278-2-E' 01 'POOL9' fff0").expect("fffa2802 06 05 03 fff0");
    peer.send("fffa2802 07 'IBM-3278-4-E' fff0").expect("fffa2802 06 05 04 fff0");
    peer.send("fffa2802 07 'IBM-3287-1' 00 'POOL0001' fff0").expect("fffa2802 06 05 07 fff0");
    peer.send("fffa2802 07 'IBM-3278-2-E' fff0");
    peer.expect("fffa2802 04 'IBM-3278-2-E' 01 'POOL0001' fff0");
    assertEquals(
        Map.of("INV-NAME", 1L, "INV-DEVICE-TYPE", 1L, "UNSUPPORTED-REQ", 1L),
        fixture.only().refused);
  }

  @Test
  void aPlainClientFallsBack() throws Exception {
    Raw peer = connect();
    peer.expect("fffd28").send("fffc28").expect("fffd18");
    peer.send("fffb18").expect("fffa18 01 fff0");
    peer.send("fffa18 00 'IBM-3279-2' fff0").expect("fffd19 fffb19 fffd00 fffb00");
    peer.send("fffb19 fffd19 fffb00 fffd00");
    byte[] screen = peer.record();
    assertEquals(SCREEN, screen[0] & 0xFF);
    peer.send("7d 5c5d ffef");
    assertEquals(SCREEN, peer.record()[0] & 0xFF);
    assertEquals("TN3270", fixture.only().sessions.get(0).protocol);
  }

  @Test
  void aPlainClientAsksForAUnitByItsTerminalType() throws Exception {
    Raw peer = connect();
    peer.expect("fffd28").send("fffc28").expect("fffd18");
    peer.send("fffb18").expect("fffa18 01 fff0");
    peer.send("fffa18 00 'IBM-3278-2@POOL0002' fff0").expect("fffd19");
    assertEquals(1, sessions());
    Raw second = connect();
    second.expect("fffd28").send("fffc28").expect("fffd18");
    second.send("fffb18").expect("fffa18 01 fff0");
    second.send("fffa18 00 'IBM-3278-2@POOL0002' fff0");
    assertEquals("No logical unit for this terminal: DEVICE-IN-USE\r\n", second.rest());
  }

  @Test
  void aUnitOfAClientThatLeavesInNegotiationIsFreeAgain() throws Exception {
    Raw peer = connect();
    peer.expect("fffd28").send("fffb28").expect("fffa2808 02 fff0");
    peer.send("fffa2802 07 'IBM-3278-2-E' fff0").expect("fffa2802 04");
    assertEquals(1, sessions());
    peer.close();
    await().until(() -> sessions() == 0);
  }

  @Test
  void aTimingMarkIsAnsweredAfterWhatCameBefore() throws Exception {
    Raw peer = logOn();
    peer.send("fffd06").expect("fffc06");
  }

  @Test
  void aClientThatAsksForResponsesGetsThem() throws Exception {
    Raw peer = logOn();
    peer.send("00 00 02 0007 60 4040 ffef").expect("02 00 00 0007 00 ffef");
    peer.send("00 00 02 0008 7d ffff ffff ffef").expect("02 00 01 0008 02 ffef");
    peer.rest();
    await().until(() -> fixture.only().faults == 1);
  }

  @Test
  void aNegativeResponseLeavesTheSessionAlone() throws Exception {
    Raw peer = logOn();
    peer.send("02 00 01 0000 02 ffef").send("fffd06").expect("fffc06");
    assertEquals(0, fixture.only().faults);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00 00 00 ffef", // a header cut short
        "02 00 00 0000 ffef", // a response without data
        "00 00 00 0000 7d 40 ffef", // an address cut short
        "00 00 00 0000 7d 3e7f ffef", // an address outside the screen
        "00 00 00 0000 7d 4040 1d40 ffef", // a field order in an inbound record
      })
  void badInputEndsThatConnectionOnly(String record) throws Exception {
    Raw good = logOn();
    Raw bad = logOn();
    bad.send(record);
    bad.rest();
    await().until(() -> fixture.only().faults == 1 && sessions() == 1);
    good.send("fffd06").expect("fffc06");
  }

  @Test
  void aRecordOrSubnegotiationWithoutEndIsCutOff() throws Exception {
    Raw record = logOn();
    record.send(new byte[60_000]).send("fffd06").expect("fffc06");
    record.send(new byte[6_000]);
    record.rest();
    Raw option = connect();
    option.expect("fffd28").send("fffb28").send("fffa28").send(new byte[5_000]);
    option.rest();
    await().until(() -> fixture.only().faults == 2 && sessions() == 0);
  }

  @Test
  void optionsWithoutEndAreCutOff() throws Exception {
    Raw peer = connect();
    byte[] changes = new byte[3 * 1000];
    for (int i = 0; i < changes.length; i += 6) {
      System.arraycopy(Raw.bytes("fffb18 fffc18"), 0, changes, i, 6);
    }
    peer.send(changes);
    peer.rest();
    await().until(() -> fixture.only().faults == 1);
  }

  @Test
  void moreConnectionsInNegotiationThanAllowedAreClosed() throws Exception {
    for (int i = 0; i < 256; i++) {
      connect().expect("fffd28");
    }
    assertEquals("", connect().rest());
    assertEquals(Map.of("TOO-MANY-PENDING", 1L), fixture.only().refused);
    peers.get(0).close();
    await().until(() -> connect().rest(3).equals("\u00ff\u00fd("));
  }

  /** Of all sessions. */
  private long screens() {
    return fixture.only().sessions.stream().mapToLong(session -> session.screens).sum();
  }

  private boolean isAnswered(long before) {
    try {
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .atMost(Duration.ofSeconds(2))
          .until(() -> screens() > before);
      return true;
    } catch (ConditionTimeoutException full) {
      return false;
    }
  }

  @Test
  void aClientThatReadsNothingStopsNobody() throws Exception {
    Raw slow = logOn();
    byte[] enter = Raw.bytes("00 00 00 0000 7d 5c5d ffef");
    ByteBuffer many = ByteBuffer.allocate(1000 * enter.length);
    while (many.hasRemaining()) {
      many.put(enter);
    }
    Thread writer =
        new Thread(
            () -> {
              try {
                while (!Thread.interrupted()) {
                  slow.send(many.array());
                }
              } catch (IOException e) {
                Thread.currentThread().interrupt(); // closed
              }
            });
    // First one after the other, for what comes before its screen is dropped; then a flood.
    long before;
    do {
      before = screens();
      slow.send(enter);
    } while (isAnswered(before) || before <= 10);
    writer.start();
    Raw other = logOn();
    other.send("fffd06").expect("fffc06");
    assertTrue(screens() < 1000, "screens written: " + screens());
    slow.close();
    writer.join();
    await().until(() -> sessions() == 1);
  }

  @Test
  void noLogHoldsAPassword() throws Exception {
    try (Logged logged = new Logged()) {
      Raw peer = logOn();
      // the user name, the password SECRET1, ENTER
      peer.send("00 00 00 0000 7d d35b 11d1f4 c1d3c9c3c5 11d3c4 e2c5c3d9c5e3f1 ffef");
      String menu = HexFormat.of().formatHex(peer.record());
      assertTrue(menu.contains("d7d9c9d4c1d9e840d4c5d5e4"), menu);
      peer.send("00 00 00 0000 7d d35b 11d3c4 e2c5c3d9c5e3f1 11ffef");
      peer.rest();
      await().until(() -> fixture.only().faults == 1);
      assertTrue(logged.lines.toString().contains("TRUNCATED"));
      assertFalse(logged.lines.toString().toUpperCase(Locale.ROOT).contains("SECRET1"));
      assertFalse(logged.lines.toString().toUpperCase(Locale.ROOT).contains("E2C5C3D9C5E3F1"));
    }
  }

  @Test
  void mutatedStreamsOfRealClientsStopNobody() throws Exception {
    Raw good = logOn();
    int port = fixture.port();
    try (Logged logged = new Logged()) {
      AtomicInteger runs = new AtomicInteger();
      Mutations.run(
          "server socket",
          ConnectionTest.STREAMS.stream().map(Raw::bytes).toList(),
          0,
          input -> {
            if (runs.getAndIncrement() % 100 == 0) {
              try (Raw peer = new Raw(port)) {
                peer.expect("fffd28").send(input);
              }
            }
          });
      good.send("fffd06").expect("fffc06");
      await().until(() -> sessions() == 1 && fixture.only().sessions.size() == 1);
      assertEquals(List.of(), logged.errors);
    }
  }
}
