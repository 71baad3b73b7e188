// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import org.loadstar.api.distributor.ConnectionState;

/**
 * A connection of which the client's packets alone are seen; those of the target go another way.
 * Pure: packets and times come in, what to do with a packet comes out; not for more than one
 * thread.
 *
 * <pre>
 *       SYN               ACK, all that        FIN, all that
 *                         is new in order      is before it seen
 *   ---------> SYN_SEEN ----------> ESTABLISHED ----------> FIN_SEEN
 *               |    |                   |                   |    |
 *               |    | RST at next       | RST at next       |    | 120 s
 *               |    |                   v           any RST |    | of silence
 *               |    '----------------> RESET &lt;--------------'    |
 *               | 10 s                   | 10 s                   |
 *               '----------------------> over &lt;------------------'
 *
 *   A SYN with another number begins another connection (AGAIN), but in ESTABLISHED: there it is
 *   let through, for the target alone knows. Either the target has lost the old connection and
 *   takes the new one, whose packets are let through too, or it challenges the client, whose RST
 *   at next ends the old one (RFC 5961 section 4).
 * </pre>
 *
 * <p>What a one-sided observer cannot know is decided so that nothing that lives is lost. The
 * target's window: segments up to 16 MiB ahead are let through, and what was sent before, which a
 * client repeats when the target's answers get lost. An RST or FIN from somebody else: they count
 * at exactly the sequence number that follows all that was seen (RFC 5961 section 3.2), an RST also
 * where the client has ended its side. Whether the target has ended its own: the connection is over
 * when the client has ended its side and is silent. Whether the client really gets the target's
 * answers: one that sends in another's name is found out by the targets' reports only. An
 * established connection has no time-out.
 */
public final class ObservedConnection {
  /** How long a SYN waits for the client's ACK. */
  public static final long HALF_OPEN_MILLIS = 10_000;

  /** How long the client is silent after its FIN: twice the usual maximum segment lifetime. */
  public static final long CLOSING_MILLIS = 120_000;

  /** How long the client may say again that it knows nothing of the connection. */
  public static final long RESET_MILLIS = 10_000;

  private static final int AHEAD = 1 << 24;
  private static final int BEHIND = 1 << 30;

  /** What to do with a packet. */
  public enum Verdict {
    /** It goes to the connection's target. */
    PASS,
    /** It belongs to no connection. */
    DROP,
    /** This connection is over; the packet begins another one, for which a target is chosen. */
    AGAIN
  }

  private enum State {
    SYN_SEEN,
    ESTABLISHED,
    FIN_SEEN,
    RESET
  }

  private final int first;
  private State state = State.SYN_SEEN;
  private long deadline;

  /** Follows all that came in order. */
  private int next;

  /** What came ahead of {@link #next}: from here to {@link #top}; none where that is next. */
  private int gapEnd;

  private int top;

  /** The end of a FIN, which counts when all before it has come. */
  private int finEnd;

  private boolean finSent;

  /** Follows what was seen of the connection that a SYN offered while this one was established. */
  private int offeredNext;

  private boolean offered;

  /**
   * A connection that begins.
   *
   * @param syn its first packet
   */
  public ObservedConnection(Segment syn, long nowMillis) {
    first = syn.sequence();
    next = syn.end();
    top = next;
    deadline = nowMillis + HALF_OPEN_MILLIS;
  }

  /** A packet of the client. */
  public Verdict packet(Segment segment, long nowMillis) {
    if (segment.has(Segment.SYN)) {
      return syn(segment, nowMillis);
    }
    if (segment.has(Segment.RST)) {
      return reset(segment, nowMillis);
    }
    int ahead = segment.sequence() - next;
    if (!segment.has(Segment.ACK)) {
      return Verdict.DROP;
    }
    if (ahead <= AHEAD && ahead >= (state == State.SYN_SEEN ? 0 : -BEHIND)) {
      take(segment, nowMillis);
      return Verdict.PASS;
    }
    if (offered && Math.abs(segment.sequence() - offeredNext) <= AHEAD) {
      offeredNext = later(offeredNext, segment.end());
      return Verdict.PASS;
    }
    return Verdict.DROP;
  }

  private void take(Segment segment, long nowMillis) {
    if (state == State.SYN_SEEN) {
      state = State.ESTABLISHED;
    }
    if (segment.has(Segment.FIN)) {
      finSent = true;
      finEnd = segment.end();
    }
    if (segment.sequence() - next > 0) {
      gapEnd = top == next || segment.sequence() - gapEnd < 0 ? segment.sequence() : gapEnd;
      top = later(top, segment.end());
    } else {
      boolean gap = top != next;
      next = later(next, segment.end());
      if (!gap || next - gapEnd >= 0) {
        next = later(next, top);
        top = next;
      }
    }
    if (state == State.ESTABLISHED && finSent && finEnd == next) {
      state = State.FIN_SEEN;
    }
    if (state == State.FIN_SEEN) {
      deadline = nowMillis + CLOSING_MILLIS;
    }
  }

  private static int later(int one, int other) {
    return one - other > 0 ? one : other;
  }

  private Verdict syn(Segment segment, long nowMillis) {
    if (segment.has(Segment.ACK | Segment.RST | Segment.FIN)) {
      return Verdict.DROP;
    }
    if (segment.sequence() == first) {
      if (state == State.SYN_SEEN) {
        deadline = nowMillis + HALF_OPEN_MILLIS;
      }
      return Verdict.PASS;
    }
    if (state != State.ESTABLISHED) {
      return Verdict.AGAIN;
    }
    offered = true;
    offeredNext = segment.end();
    return Verdict.PASS;
  }

  private Verdict reset(Segment segment, long nowMillis) {
    int at = segment.sequence();
    if (at == next || at == top || state == State.FIN_SEEN) {
      if (state != State.RESET) {
        state = State.RESET;
        deadline = nowMillis + RESET_MILLIS;
      }
      return Verdict.PASS;
    }
    // Elsewhere than here it may answer what the target still has of an earlier connection.
    boolean foreign = state == State.ESTABLISHED && !(offered && at == offeredNext);
    return foreign ? Verdict.DROP : Verdict.PASS;
  }

  /** Whether its time is over; never while it is established. */
  public boolean isOver(long nowMillis) {
    return state != State.ESTABLISHED && nowMillis >= deadline;
  }

  /** What is known of it; not {@link ConnectionState#CLOSED}, which only time tells. */
  public ConnectionState state() {
    return switch (state) {
      case SYN_SEEN -> ConnectionState.HALF_OPEN;
      case ESTABLISHED -> ConnectionState.ESTABLISHED;
      case FIN_SEEN, RESET -> ConnectionState.CLOSING;
    };
  }
}
