// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.e.NegotiationAction.Connected;
import org.loadstar.tn3270.e.NegotiationAction.Echo;
import org.loadstar.tn3270.e.NegotiationAction.Failed;
import org.loadstar.tn3270.e.NegotiationAction.Mode;
import org.loadstar.tn3270.e.NegotiationAction.Rejected;
import org.loadstar.tn3270.e.NegotiationAction.SendOption;
import org.loadstar.tn3270.e.NegotiationAction.SendTn3270e;
import org.loadstar.tn3270.e.NegotiationAction.Suspended;
import org.loadstar.tn3270.e.NegotiationAction.TellEnvironment;
import org.loadstar.tn3270.e.NegotiationAction.TellTerminalType;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeIs;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeReject;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeRequest;
import org.loadstar.tn3270.e.Tn3270eMessage.FunctionsIs;
import org.loadstar.tn3270.e.Tn3270eMessage.FunctionsRequest;
import org.loadstar.tn3270.e.Tn3270eMessage.SendDeviceType;
import org.loadstar.tn3270.telnet.NewEnviron;
import org.loadstar.tn3270.telnet.NewEnviron.Variable;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetOption;
import org.loadstar.tn3270.telnet.TelnetOptions;

/**
 * The client's end of the negotiation, for the whole life of a connection: TN3270E where the server
 * asks for it (RFC 2355, section 7), plain TN3270 where it does not or takes it back (RFC 1576, RFC
 * 1646). The server speaks first. Events come in, actions come out; nothing is sent here.
 *
 * <pre>
 *   OPEN -------- DO TN3270E / WILL --------> DEVICE_TYPE &lt;---- SEND DEVICE-TYPE, in any later
 *     |  &lt;------- DONT or WONT TN3270E -----  |  |            state / Suspended if connected,
 *     |             / WONT, from any later      |  |            DEVICE-TYPE REQUEST
 *     |             state; Suspended            |  |
 *     |             if connected                |  +-- REJECT, another name left / REQUEST
 *     |                                         |  +-- REJECT, none left / Rejected --> ENDED
 *     | TERMINAL-TYPE, BINARY and               |
 *     | END-OF-RECORD agreed                  IS / FUNCTIONS REQUEST
 *     | / Connected(TN3270)                     v
 *     v                                     FUNCTIONS -- REQUEST with more / REQUEST with less
 *   CONNECTED_TN3270                            |     -- IS with more / WONT TN3270E --> OPEN
 *     |                                         |
 *     +-- one of them withdrawn                 | IS, or REQUEST with nothing more / IS;
 *         / Suspended --> OPEN                  v    Connected(TN3270E)
 *                                           CONNECTED_TN3270E -- REQUEST / what was agreed
 *
 *   OPEN, DEVICE_TYPE, FUNCTIONS -- time-out / Failed --> ENDED
 * </pre>
 *
 * <p>In TN3270E functions are narrowed only and never negotiated anew in a session. Every method
 * may throw a {@link ProtocolException} for input that cannot be read or never ends; the connection
 * is then to be closed. Not thread-safe: it belongs to one connection.
 */
public final class ClientNegotiation {
  private static final Set<TelnetOption> LOCAL =
      Set.of(
          TelnetOption.TN3270E,
          TelnetOption.TERMINAL_TYPE,
          TelnetOption.END_OF_RECORD,
          TelnetOption.BINARY,
          TelnetOption.NEW_ENVIRON,
          TelnetOption.SUPPRESS_GO_AHEAD);
  private static final Set<TelnetOption> REMOTE =
      Set.of(
          TelnetOption.END_OF_RECORD,
          TelnetOption.BINARY,
          TelnetOption.ECHO,
          TelnetOption.SUPPRESS_GO_AHEAD);

  private enum State {
    OPEN,
    DEVICE_TYPE,
    FUNCTIONS,
    CONNECTED_TN3270E,
    CONNECTED_TN3270,
    ENDED
  }

  private final TelnetOptions options = new TelnetOptions(LOCAL, REMOTE);
  private final TerminalRequest wanted;
  private final TerminalEnvironment.Answers environment;
  private State state = State.OPEN;

  /** Which of the wanted resources the server has been asked for; -1 before the first. */
  private int resource = -1;

  private String deviceType;
  private @Nullable String luName;
  private Set<Tn3270eFunction> functions = Set.of();

  /** A negotiation in which the server has not spoken yet. */
  public ClientNegotiation(TerminalRequest wanted) {
    this.wanted = wanted;
    this.environment = wanted.environment().new Answers();
    this.deviceType = wanted.deviceType();
  }

  /** The server says DO, DONT, WILL or WONT. Give it every one, also when connected. */
  public List<NegotiationAction> option(OptionVerb verb, TelnetOption option) {
    List<NegotiationAction> actions = new ArrayList<>(2);
    if (state == State.ENDED) {
      return actions;
    }
    boolean echo = options.remote(TelnetOption.ECHO);
    send(options.received(verb, option), option, actions);
    if (options.remote(TelnetOption.ECHO) != echo) {
      actions.add(new Echo(!echo));
    }
    if (option.equals(TelnetOption.TN3270E)) {
      tn3270e(verb, actions);
    }
    plain(actions);
    return actions;
  }

  /**
   * Whether a 3270 session is neither agreed on nor being agreed on, so that text of the server is
   * what there is to show.
   */
  public boolean isOpen() {
    return state == State.OPEN;
  }

  /**
   * What is left to ask for, on another connection, when the server has closed this one after it
   * was told a terminal type with a name (RFC 1646 has no other way to refuse one).
   *
   * @return null where the server was told none, or the last one
   */
  public @Nullable TerminalRequest rest() {
    List<String> names = wanted.resources();
    return state != State.OPEN || resource < 0 || resource + 1 == names.size()
        ? null
        : new TerminalRequest(
            wanted.deviceType(),
            names.subList(resource + 1, names.size()),
            wanted.functions(),
            wanted.environment());
  }

  /** The server sends a subnegotiation; the payload stays the caller's. */
  public List<NegotiationAction> subnegotiation(TelnetOption option, ByteBuf payload) {
    List<NegotiationAction> actions = new ArrayList<>(2);
    if (state == State.ENDED || !options.local(option)) {
      return actions;
    }
    if (option.equals(TelnetOption.TERMINAL_TYPE) && TerminalType.isSend(payload)) {
      options.countChange();
      String name = nextResource();
      actions.add(
          new TellTerminalType(
              name == null ? wanted.deviceType() : wanted.deviceType() + "@" + name));
      plain(actions);
    } else if (option.equals(TelnetOption.NEW_ENVIRON)) {
      List<Variable> asked = NewEnviron.decodeRequest(payload);
      if (asked != null) {
        options.countChange();
        actions.add(new TellEnvironment(environment.to(asked)));
      }
    } else if (option.equals(TelnetOption.TN3270E)) {
      options.countChange();
      message(Tn3270eMessage.decode(payload), actions);
    }
    return actions;
  }

  /** The time for the negotiation is over; nothing happens when it has come to its end. */
  public List<NegotiationAction> timeout() {
    String step =
        switch (state) {
          case OPEN ->
              options.local(TelnetOption.TERMINAL_TYPE)
                  ? "BINARY and END-OF-RECORD were not agreed"
                  : "the server asked neither for TN3270E nor for a terminal type";
          case DEVICE_TYPE -> "the server did not answer the device type";
          case FUNCTIONS -> "the server did not agree on functions";
          case CONNECTED_TN3270E, CONNECTED_TN3270, ENDED -> null;
        };
    if (step == null) {
      return List.of();
    }
    state = State.ENDED;
    return List.of(new Failed("time-out: " + step));
  }

  private void tn3270e(OptionVerb verb, List<NegotiationAction> actions) {
    if (state == State.OPEN && options.local(TelnetOption.TN3270E)) {
      state = State.DEVICE_TYPE;
    } else if (verb == OptionVerb.DONT || verb == OptionVerb.WONT) {
      // WONT is about the server's side, which is never on; servers bail out with it all the same.
      leaveTn3270e(actions);
    }
  }

  private void leaveTn3270e(List<NegotiationAction> actions) {
    send(options.disableLocal(TelnetOption.TN3270E), TelnetOption.TN3270E, actions);
    if (state != State.CONNECTED_TN3270 && state != State.OPEN) {
      suspend(actions);
      state = State.OPEN;
      resource = -1;
      luName = null;
    }
  }

  private void suspend(List<NegotiationAction> actions) {
    if (state == State.CONNECTED_TN3270E || state == State.CONNECTED_TN3270) {
      actions.add(new Suspended());
    }
  }

  private void plain(List<NegotiationAction> actions) {
    boolean agreed =
        options.local(TelnetOption.TERMINAL_TYPE)
            && options.local(TelnetOption.END_OF_RECORD)
            && options.remote(TelnetOption.END_OF_RECORD)
            && options.local(TelnetOption.BINARY)
            && options.remote(TelnetOption.BINARY);
    if (state == State.OPEN && agreed) {
      state = State.CONNECTED_TN3270;
      actions.add(new Connected(Mode.TN3270, null, wanted.deviceType(), Set.of()));
    } else if (state == State.CONNECTED_TN3270 && !agreed) {
      suspend(actions);
      state = State.OPEN;
    }
  }

  private void message(@Nullable Tn3270eMessage message, List<NegotiationAction> actions) {
    if (message instanceof SendDeviceType) {
      suspend(actions);
      state = State.DEVICE_TYPE;
      resource = -1;
      requestDevice(actions);
    } else if (message instanceof DeviceTypeIs is && state == State.DEVICE_TYPE) {
      deviceType = is.deviceType();
      luName = is.deviceName();
      requestFunctions(wanted.functions(), actions);
      state = State.FUNCTIONS;
    } else if (message instanceof DeviceTypeReject reject && state == State.DEVICE_TYPE) {
      rejected(reject.reason(), actions);
    } else if (message instanceof FunctionsRequest request) {
      functionsRequest(request.functions(), actions);
    } else if (message instanceof FunctionsIs is && state == State.FUNCTIONS) {
      if (functions.containsAll(is.functions())) {
        connected(is.functions(), actions);
      } else {
        leaveTn3270e(actions);
      }
    }
  }

  private void rejected(RejectReason reason, List<NegotiationAction> actions) {
    boolean another = resource + 1 < wanted.resources().size();
    if (another && !reason.equals(RejectReason.UNSUPPORTED_REQ)) {
      requestDevice(actions);
    } else {
      state = State.ENDED;
      actions.add(new Rejected(reason));
    }
  }

  private void functionsRequest(Set<Tn3270eFunction> requested, List<NegotiationAction> actions) {
    if (state == State.FUNCTIONS && functions.containsAll(requested)) {
      actions.add(new SendTn3270e(new FunctionsIs(requested)));
      connected(requested, actions);
    } else if (state == State.FUNCTIONS) {
      Set<Tn3270eFunction> fewer = new LinkedHashSet<>(functions);
      fewer.retainAll(requested);
      requestFunctions(fewer, actions);
    } else if (state == State.CONNECTED_TN3270E) {
      actions.add(
          new SendTn3270e(
              requested.equals(functions)
                  ? new FunctionsIs(requested)
                  : new FunctionsRequest(functions)));
    }
  }

  private void connected(Set<Tn3270eFunction> agreed, List<NegotiationAction> actions) {
    functions = agreed;
    state = State.CONNECTED_TN3270E;
    actions.add(new Connected(Mode.TN3270E, luName, deviceType, agreed));
  }

  private void requestDevice(List<NegotiationAction> actions) {
    actions.add(new SendTn3270e(new DeviceTypeRequest(wanted.deviceType(), nextResource(), null)));
  }

  private void requestFunctions(Set<Tn3270eFunction> request, List<NegotiationAction> actions) {
    functions = request;
    actions.add(new SendTn3270e(new FunctionsRequest(request)));
  }

  /** The next name to ask for; the last one again when all have been. */
  private @Nullable String nextResource() {
    if (resource + 1 < wanted.resources().size()) {
      resource++;
    }
    return resource < 0 ? null : wanted.resources().get(resource);
  }

  private static void send(
      @Nullable OptionVerb verb, TelnetOption option, List<NegotiationAction> actions) {
    if (verb != null) {
      actions.add(new SendOption(verb, option));
    }
  }
}
