// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.api.distributor.ConnectionState.CLOSING;
import static org.loadstar.api.distributor.ConnectionState.ESTABLISHED;
import static org.loadstar.api.distributor.ConnectionState.HALF_OPEN;
import static org.loadstar.distributor.tracker.ObservedConnection.Verdict.AGAIN;
import static org.loadstar.distributor.tracker.ObservedConnection.Verdict.DROP;
import static org.loadstar.distributor.tracker.ObservedConnection.Verdict.PASS;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.api.distributor.ConnectionState;

/**
 * The machine by packets. The first six are the scenarios that Linux's connection tracking is
 * tested by, as far as the client's packets go; sequence numbers count from the client's first.
 */
class ObservedConnectionTest {
  private static final int ISN = 0xFFFF_FF00;

  private final ObservedConnection connection =
      new ObservedConnection(new Segment(Segment.SYN, ISN, 0), 0);
  private long now;

  private ObservedConnection.Verdict send(int flags, int offset, int length) {
    return connection.packet(new Segment(flags, ISN + offset, length), now);
  }

  private void expect(
      ObservedConnection.Verdict verdict,
      ConnectionState state,
      int flags,
      int offset,
      int length) {
    assertEquals(verdict, send(flags, offset, length));
    assertEquals(state, connection.state());
  }

  private void establish() {
    expect(PASS, ESTABLISHED, Segment.ACK, 1, 0);
  }

  @Test
  void ackLossStall_whatWasAcknowledgedLongAgoAndIsSentAgainIsLetThrough() {
    establish();
    for (int at = 1; at < 67_161; at += 1460) {
      expect(PASS, ESTABLISHED, Segment.ACK, at, 1460);
    }
    expect(PASS, ESTABLISHED, Segment.ACK, 1, 1460);
    // It changed nothing: the next one is still the next one.
    expect(PASS, CLOSING, Segment.RST, 67_161, 0);
  }

  @Test
  void inexactRst_endsWhatIsEndingAnyway() {
    establish();
    expect(PASS, ESTABLISHED, Segment.ACK, 1, 1000);
    expect(PASS, CLOSING, Segment.ACK | Segment.FIN, 1001, 0);
    now = 100;
    expect(PASS, CLOSING, Segment.RST, 1001 - 500, 0);
    assertTrue(connection.isOver(100 + ObservedConnection.RESET_MILLIS));
    // One more, of somebody who knows nothing of it any more, is no fault.
    expect(PASS, CLOSING, Segment.RST, 2001, 0);
  }

  @Test
  void rstInvalid_oneThatIsNotExactDoesNotEndIt() {
    establish();
    expect(PASS, ESTABLISHED, Segment.ACK, 1, 3000);
    expect(DROP, ESTABLISHED, Segment.RST, 0, 0);
    expect(DROP, ESTABLISHED, Segment.RST, 1_000_000, 0);
    expect(DROP, ESTABLISHED, Segment.RST, 42, 0);
    expect(PASS, ESTABLISHED, Segment.ACK, 3001, 0);
    expect(DROP, ESTABLISHED, Segment.RST | Segment.ACK, 3000, 0);
    assertFalse(connection.isOver(Long.MAX_VALUE));
    expect(PASS, CLOSING, Segment.RST | Segment.ACK, 3001, 0);
  }

  @Test
  void synChallengeAck_theClientsRstForAnOlderOneIsLetThroughAndTheNextSynEstablishes() {
    // The target still has an older connection and challenges; the client answers with its number.
    expect(PASS, HALF_OPEN, Segment.RST, 643_160_523, 0);
    expect(PASS, HALF_OPEN, Segment.SYN, 0, 0);
    expect(PASS, ESTABLISHED, Segment.ACK, 1, 0);
  }

  @Test
  void synackOld_aRepeatedSynIsTheSameConnection() {
    // An answer to an older SYN went past; the client says nothing to it and repeats its own.
    now = 9_000;
    expect(PASS, HALF_OPEN, Segment.SYN, 0, 0);
    assertFalse(connection.isOver(ObservedConnection.HALF_OPEN_MILLIS));
    expect(PASS, ESTABLISHED, Segment.ACK, 1, 0);
    expect(PASS, ESTABLISHED, Segment.ACK, 1, 1);
  }

  @Test
  void synackReuse_aNewSynIsChallengedAndTheRstThatFollowsMakesRoomForIt() {
    establish();
    expect(PASS, ESTABLISHED, Segment.ACK, 1, 100);
    expect(PASS, ESTABLISHED, Segment.SYN, 2000, 0);
    expect(PASS, CLOSING, Segment.RST | Segment.ACK, 101, 0);
    assertEquals(AGAIN, send(Segment.SYN, 2000, 0));
  }

  @Test
  void aPortThatIsUsedAgainAfterTheEndBeginsAnotherConnection() {
    establish();
    expect(PASS, CLOSING, Segment.ACK | Segment.FIN, 1, 0);
    expect(PASS, CLOSING, Segment.ACK, 2, 0);
    // An old SYN that comes late is none.
    expect(PASS, CLOSING, Segment.SYN, 0, 0);
    assertEquals(AGAIN, send(Segment.SYN, 5000, 0));
  }

  @Test
  void aTargetThatForgotTheOldConnectionCanTakeAnother() {
    establish();
    int other = 1 << 31;
    expect(PASS, ESTABLISHED, Segment.SYN, other, 0);
    expect(PASS, ESTABLISHED, Segment.ACK, other + 1, 0);
    expect(PASS, ESTABLISHED, Segment.ACK, other + 1, 1460);
    expect(PASS, ESTABLISHED, Segment.ACK, other + 1461, 1460);
    // But it ends nothing: the SYN may have been somebody else's.
    expect(PASS, ESTABLISHED, Segment.ACK | Segment.FIN, other + 2921, 0);
    expect(PASS, ESTABLISHED, Segment.RST, other + 2922, 0);
    expect(PASS, ESTABLISHED, Segment.ACK, 1, 10);
    assertFalse(connection.isOver(Long.MAX_VALUE));
  }

  @Test
  void aSynWaitsForItsAckForSomeTimeOnly() {
    assertFalse(connection.isOver(ObservedConnection.HALF_OPEN_MILLIS - 1));
    assertTrue(connection.isOver(ObservedConnection.HALF_OPEN_MILLIS));
  }

  @Test
  void anEstablishedConnectionMayBeSilentForDays() {
    establish();
    now = 30L * 24 * 3600 * 1000;
    assertFalse(connection.isOver(now));
    expect(PASS, ESTABLISHED, Segment.ACK, 1, 10);
  }

  @Test
  void aSecondSynWithAnotherNumberBeginsAnew() {
    assertEquals(AGAIN, send(Segment.SYN, 77, 0));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        Segment.FIN,
        Segment.SYN | Segment.ACK,
        Segment.SYN | Segment.FIN,
        Segment.SYN | Segment.RST
      })
  void whatNoClientSendsIsDropped(int flags) {
    expect(DROP, HALF_OPEN, flags, 1, 0);
    establish();
    expect(DROP, ESTABLISHED, flags, 1, 0);
  }

  @Test
  void anAckThatDoesNotFollowTheSynDoesNotEstablish() {
    expect(DROP, HALF_OPEN, Segment.ACK, 0, 0);
    expect(DROP, HALF_OPEN, Segment.ACK, -1, 100);
    expect(DROP, HALF_OPEN, Segment.ACK, 1 << 30, 0);
    // The first ACK may have been lost, with data behind it.
    expect(PASS, ESTABLISHED, Segment.ACK, 1461, 1460);
  }

  @Test
  void aKeepAliveIsLetThrough() {
    establish();
    expect(PASS, ESTABLISHED, Segment.ACK, 1, 500);
    expect(PASS, ESTABLISHED, Segment.ACK, 500, 0);
    expect(PASS, ESTABLISHED, Segment.ACK, 500, 1);
    expect(PASS, CLOSING, Segment.RST, 501, 0);
  }

  @Test
  void aFinCountsWhenAllBeforeItHasCome() {
    establish();
    expect(PASS, ESTABLISHED, Segment.ACK | Segment.FIN, 101, 0);
    expect(PASS, CLOSING, Segment.ACK, 1, 100);
  }

  @Test
  void aFinOfSomebodyElseEndsNothing() {
    establish();
    expect(PASS, ESTABLISHED, Segment.ACK | Segment.FIN, 70_000, 0);
    expect(PASS, ESTABLISHED, Segment.ACK | Segment.FIN, -70_000, 0);
    expect(DROP, ESTABLISHED, Segment.ACK | Segment.FIN, 1 << 29, 0);
    assertFalse(connection.isOver(Long.MAX_VALUE));
    expect(PASS, ESTABLISHED, Segment.ACK, 1, 100);
    expect(PASS, CLOSING, Segment.ACK | Segment.FIN, 101, 0);
  }

  @Test
  void whatComesOutOfOrderIsCountedWhenTheGapIsFilled() {
    establish();
    expect(PASS, ESTABLISHED, Segment.ACK, 201, 100);
    expect(PASS, ESTABLISHED, Segment.ACK, 101, 100);
    expect(DROP, ESTABLISHED, Segment.RST, 2, 0);
    expect(PASS, ESTABLISHED, Segment.ACK, 1, 100);
    expect(PASS, CLOSING, Segment.ACK | Segment.FIN, 301, 0);
  }

  @Test
  void aClientThatHasEndedItsSideIsKeptWhileItIsNotSilent() {
    establish();
    expect(PASS, CLOSING, Segment.ACK | Segment.FIN, 1, 0);
    for (int i = 0; i < 100; i++) {
      now += ObservedConnection.CLOSING_MILLIS - 1;
      assertFalse(connection.isOver(now));
      expect(PASS, CLOSING, Segment.ACK, 2, 0);
    }
    assertTrue(connection.isOver(now + ObservedConnection.CLOSING_MILLIS));
  }

  @Test
  void anRstThatIsRepeatedDoesNotKeepIt() {
    establish();
    expect(PASS, CLOSING, Segment.RST, 1, 0);
    now = ObservedConnection.RESET_MILLIS - 1;
    expect(PASS, CLOSING, Segment.RST, 1, 0);
    assertTrue(connection.isOver(ObservedConnection.RESET_MILLIS));
  }

  /** Whatever somebody sends who does not see the connection: it lives, and its data passes. */
  @Test
  void aHundredThousandForgedPacketsEndNothing() {
    long seed = Long.getLong("loadstar.seed", System.nanoTime());
    System.out.println("forged packets, seed " + seed);
    Random random = new Random(seed);
    establish();
    int next = 1;
    for (int i = 0; i < 100_000; i++) {
      int flags = random.nextInt(64) & ~Segment.FIN;
      int offset = random.nextInt();
      boolean guessed = Math.abs(offset - next) < 2_000;
      if (!guessed) {
        send(flags, offset, random.nextInt(1461));
      }
      if (i % 100 == 0) {
        expect(PASS, ESTABLISHED, Segment.ACK, next, 100);
        next += 100;
      }
    }
    assertFalse(connection.isOver(Long.MAX_VALUE));
  }
}
