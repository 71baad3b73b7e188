// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.telnet;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.ProtocolException;

/**
 * Who has agreed to which telnet option, by the Q method (RFC 1143). Every option has two sides:
 * <em>local</em> (we use it: our WILL, the peer's DO) and <em>remote</em> (the peer uses it: its
 * WILL, our DO). Each side is a machine of its own, "yes" and "no" being WILL and WONT or DO and
 * DONT; what stands after the slash is sent:
 *
 * <pre>
 *   state              peer says yes           peer says no             enable             disable
 *   NO                 YES / yes, or NO / no   NO                       WANT_YES / yes     NO
 *   YES                YES                     NO / no                  YES                WANT_NO / no
 *   WANT_NO            NO                      NO                       WANT_NO_OPPOSITE   WANT_NO
 *   WANT_NO_OPPOSITE   YES                     WANT_YES / yes           WANT_NO_OPPOSITE   WANT_NO
 *   WANT_YES           YES                     NO                       WANT_YES           WANT_YES_OPPOSITE
 *   WANT_YES_OPPOSITE  WANT_NO / no            NO                       WANT_YES           WANT_YES_OPPOSITE
 * </pre>
 *
 * <p>An option that was not allowed is refused. TIMING-MARK has no state (RFC 860): DO is answered
 * by WONT, as the widespread 3270 clients do, and the answer means that all earlier input has been
 * processed, so give {@link #received} the word in its place in the stream.
 *
 * <p>A peer may make us answer or change {@link #MAX_CHANGES} times in the life of a connection;
 * timing marks do not count. Not thread-safe: it belongs to one connection.
 */
public final class TelnetOptions {
  /** How many option words and subnegotiations of a peer are answered in one connection. */
  public static final int MAX_CHANGES = 100;

  private enum State {
    NO,
    YES,
    WANT_NO,
    WANT_NO_OPPOSITE,
    WANT_YES,
    WANT_YES_OPPOSITE
  }

  /** One side of all options. Only options that were ever more than refused have an entry. */
  private static final class Side {
    private final Set<TelnetOption> allowed;
    private final OptionVerb yes;
    private final OptionVerb no;
    private final Map<TelnetOption, State> states = new HashMap<>();

    Side(Set<TelnetOption> allowed, OptionVerb yes, OptionVerb no) {
      this.allowed = Set.copyOf(allowed);
      this.yes = yes;
      this.no = no;
    }

    State state(TelnetOption option) {
      return states.getOrDefault(option, State.NO);
    }

    @Nullable OptionVerb to(TelnetOption option, State state, @Nullable OptionVerb reply) {
      states.put(option, state);
      return reply;
    }

    @Nullable OptionVerb peerSaysYes(TelnetOption option) {
      return switch (state(option)) {
        case NO -> allowed.contains(option) ? to(option, State.YES, yes) : no;
        case WANT_NO -> to(option, State.NO, null);
        case WANT_NO_OPPOSITE, WANT_YES -> to(option, State.YES, null);
        case WANT_YES_OPPOSITE -> to(option, State.WANT_NO, no);
        case YES -> null;
      };
    }

    @Nullable OptionVerb peerSaysNo(TelnetOption option) {
      return switch (state(option)) {
        case YES -> to(option, State.NO, no);
        case WANT_NO_OPPOSITE -> to(option, State.WANT_YES, yes);
        case WANT_NO, WANT_YES, WANT_YES_OPPOSITE -> to(option, State.NO, null);
        case NO -> null;
      };
    }

    @Nullable OptionVerb enable(TelnetOption option) {
      return switch (state(option)) {
        case NO -> to(option, State.WANT_YES, yes);
        case WANT_NO -> to(option, State.WANT_NO_OPPOSITE, null);
        case WANT_YES_OPPOSITE -> to(option, State.WANT_YES, null);
        case YES, WANT_NO_OPPOSITE, WANT_YES -> null;
      };
    }

    @Nullable OptionVerb disable(TelnetOption option) {
      return switch (state(option)) {
        case YES -> to(option, State.WANT_NO, no);
        case WANT_NO_OPPOSITE -> to(option, State.WANT_NO, null);
        case WANT_YES -> to(option, State.WANT_YES_OPPOSITE, null);
        case NO, WANT_NO, WANT_YES_OPPOSITE -> null;
      };
    }
  }

  private final Side local;
  private final Side remote;
  private int changes;

  /**
   * All options off.
   *
   * @param local the options that we use when the peer asks
   * @param remote the options that the peer may use when it offers
   */
  public TelnetOptions(Set<TelnetOption> local, Set<TelnetOption> remote) {
    this.local = new Side(local, OptionVerb.WILL, OptionVerb.WONT);
    this.remote = new Side(remote, OptionVerb.DO, OptionVerb.DONT);
  }

  /**
   * Takes what the peer says.
   *
   * @return the answer to send for the same option, or null for none
   * @throws ProtocolException when the peer has used up its changes
   */
  public @Nullable OptionVerb received(OptionVerb verb, TelnetOption option) {
    if (option.equals(TelnetOption.TIMING_MARK)) {
      return verb == OptionVerb.DO ? OptionVerb.WONT : null;
    }
    Side side = verb == OptionVerb.DO || verb == OptionVerb.DONT ? local : remote;
    State before = side.state(option);
    OptionVerb reply =
        verb == OptionVerb.DO || verb == OptionVerb.WILL
            ? side.peerSaysYes(option)
            : side.peerSaysNo(option);
    if (reply != null || side.state(option) != before) {
      countChange();
    }
    return reply;
  }

  /**
   * Counts one more answered message of the peer against {@link #MAX_CHANGES}; for subnegotiations.
   *
   * @throws ProtocolException when the peer has used up its changes
   */
  public void countChange() {
    if (++changes > MAX_CHANGES) {
      throw new ProtocolException(
          ProtocolException.Reason.TOO_MANY_OPTION_CHANGES,
          "more than " + MAX_CHANGES + " changes of telnet options");
    }
  }

  /** Asks to use the option; returns the word to send, or null for none. */
  public @Nullable OptionVerb enableLocal(TelnetOption option) {
    return local.enable(option);
  }

  /** Stops using the option; returns the word to send, or null for none. */
  public @Nullable OptionVerb disableLocal(TelnetOption option) {
    return local.disable(option);
  }

  /** Asks the peer to use the option; returns the word to send, or null for none. */
  public @Nullable OptionVerb enableRemote(TelnetOption option) {
    return remote.enable(option);
  }

  /** Asks the peer to stop using the option; returns the word to send, or null for none. */
  public @Nullable OptionVerb disableRemote(TelnetOption option) {
    return remote.disable(option);
  }

  /** Whether both have agreed that we use the option. */
  public boolean local(TelnetOption option) {
    return local.state(option) == State.YES;
  }

  /** Whether both have agreed that the peer uses the option. */
  public boolean remote(TelnetOption option) {
    return remote.state(option) == State.YES;
  }
}
