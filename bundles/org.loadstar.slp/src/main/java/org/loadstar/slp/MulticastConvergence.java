// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * When a multicast request is sent again, and when its results are enough (RFC 2608 section 6.3).
 * Pure: events and times come in, actions go out; not for more than one thread.
 *
 * <pre>
 *            start            round over: Send, ever more seldom
 *   (new) ----------> WAITING ---------------. nothing found yet;
 *                        |   ^               | rounds 100, 200, 400 ... ms
 *                        |   '---------------' before the first reply
 *                   news |
 *                        v        round over: Send
 *                     GATHERING -----------------. a reply with news
 *                        |   ^                   | starts the count of
 *    2 rounds of silence |   '-------------------' silent rounds anew
 *                Usable  |
 *                        v        round over: Send
 *                     USABLE --------------------. same count
 *                        |   ^                   |
 *    3 rounds of silence |   '-------------------'
 *              Complete  |
 *                        v
 *                      DONE      from everywhere: Complete when the time is up
 * </pre>
 *
 * A round is the larger of 100 ms and twice the round trip; before the first reply it doubles. The
 * first reply may answer any of the requests before it; its round trip is counted from the last but
 * one, which makes a round never shorter than the true round trip, and seldom much longer. It grows
 * when a new agent's reply comes later after the latest request.
 *
 * <p>Every round begins with a request that lists the previous responders. As long as nothing is
 * found, whoever replies, the time between two requests doubles: the network is not asked ten times
 * a second for what is not there. Once that list leaves the datagram no room, requests end and the
 * rounds run on.
 */
public final class MulticastConvergence {
  /**
   * The default of the time after which the search ends whatever was found: 15 s in nanoseconds.
   */
  public static final long DEFAULT_TIMEOUT_NANOS = 15_000_000_000L;

  private static final long MIN_ROUND_NANOS = 100_000_000L;
  private static final int SILENT_ROUNDS_USABLE = 2;
  private static final int SILENT_ROUNDS_COMPLETE = 3;

  /** What the caller has to do, in the order of the list. */
  public sealed interface Action {
    /** Multicast the request, always with the same XID, and these previous responders. */
    record Send(List<String> previousResponders) implements Action {}

    /** Results may be used; more may come. Told once. */
    record Usable() implements Action {}

    /** The search has ended. Told once; no action follows. */
    record Complete() implements Action {}

    /** Call {@link #timer} at this time; replaces an earlier such wish. */
    record WaitUntil(long nanos) implements Action {}
  }

  private enum State {
    WAITING,
    GATHERING,
    USABLE,
    DONE
  }

  private final int listRoomBytes;
  private final long deadline;
  private final Set<String> responders = new LinkedHashSet<>();
  private int listBytes;
  private State state = State.WAITING;
  private long roundStart;
  private long roundNanos = MIN_ROUND_NANOS;
  private long previousSend;
  private long lastSend;

  /** How long a request is waited with as long as nothing is found. */
  private long pauseNanos = MIN_ROUND_NANOS;

  private long roundTripNanos;
  private int silentRounds;
  private boolean news;

  /**
   * A search that begins now.
   *
   * @param nowNanos the time, of the clock that later events use too
   * @param timeoutNanos after which it ends at the latest, counted from now
   * @param listRoomBytes how many bytes of previous responders the request can take: the datagram's
   *     size without the encoded request with an empty list
   */
  public MulticastConvergence(long nowNanos, long timeoutNanos, int listRoomBytes) {
    this.roundStart = nowNanos;
    this.previousSend = nowNanos;
    this.lastSend = nowNanos;
    this.deadline = nowNanos + timeoutNanos;
    this.listRoomBytes = listRoomBytes;
  }

  /** The first request. To be called once, before any other event. */
  public List<Action> start() {
    return List.of(new Action.Send(List.of()), waitForRoundEnd());
  }

  /**
   * A reply to the request has come.
   *
   * @param responder the sender's address as its agent writes it: an IP address without port
   * @param foundNews whether it told something that no reply before it told
   */
  public List<Action> reply(long nowNanos, String responder, boolean foundNews) {
    if (state == State.DONE) {
      return List.of();
    }
    news |= foundNews;
    state = foundNews && state == State.WAITING ? State.GATHERING : state;
    boolean first = responders.isEmpty();
    if (responders.add(responder)) {
      listBytes += SlpText.utf8Length(responder) + (first ? 0 : 1);
      measure(nowNanos - (first ? previousSend : lastSend));
    }
    return List.of(waitForRoundEnd());
  }

  /**
   * Another request of the same search has found something: this one is silent from the next round
   * on, also where nobody ever replies to it.
   *
   * @param roundTripNanos what the other one has measured, 0 for nothing
   */
  public List<Action> foundBeside(long roundTripNanos) {
    if (state != State.WAITING) {
      return List.of();
    }
    news = true;
    state = State.GATHERING;
    measure(roundTripNanos);
    return List.of(waitForRoundEnd());
  }

  /** The longest round trip so far, 0 before the first reply. */
  public long roundTripNanos() {
    return roundTripNanos;
  }

  /** The time that {@link Action.WaitUntil} named has come; earlier calls do no harm. */
  public List<Action> timer(long nowNanos) {
    if (state == State.DONE) {
      return List.of();
    }
    if (nowNanos - deadline >= 0) {
      state = State.DONE;
      return List.of(new Action.Complete());
    }
    if (nowNanos - (roundStart + roundNanos) < 0) {
      return List.of(waitForRoundEnd());
    }
    List<Action> actions = new ArrayList<>();
    silentRounds = news || state == State.WAITING ? 0 : silentRounds + 1;
    news = false;
    if (silentRounds >= SILENT_ROUNDS_USABLE && state == State.GATHERING) {
      state = State.USABLE;
      actions.add(new Action.Usable());
    }
    if (silentRounds >= SILENT_ROUNDS_COMPLETE) {
      state = State.DONE;
      actions.add(new Action.Complete());
      return actions;
    }
    boolean waiting = state == State.WAITING;
    roundNanos = waiting && responders.isEmpty() ? 2 * roundNanos : roundOfTwoTrips();
    roundStart = nowNanos;
    if (listBytes <= listRoomBytes && !(waiting && nowNanos - lastSend < pauseNanos)) {
      previousSend = lastSend;
      lastSend = nowNanos;
      pauseNanos *= waiting ? 2 : 1;
      actions.add(new Action.Send(List.copyOf(responders)));
    }
    actions.add(waitForRoundEnd());
    return actions;
  }

  private void measure(long nanos) {
    roundTripNanos = Math.max(roundTripNanos, nanos);
    roundNanos = roundOfTwoTrips();
  }

  private long roundOfTwoTrips() {
    return Math.max(MIN_ROUND_NANOS, 2 * roundTripNanos);
  }

  private Action waitForRoundEnd() {
    long end = roundStart + roundNanos;
    return new Action.WaitUntil(end - deadline < 0 ? end : deadline);
  }
}
