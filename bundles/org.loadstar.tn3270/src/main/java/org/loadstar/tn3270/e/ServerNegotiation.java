// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.e.NegotiationAction.AskTerminalType;
import org.loadstar.tn3270.e.NegotiationAction.Connected;
import org.loadstar.tn3270.e.NegotiationAction.Failed;
import org.loadstar.tn3270.e.NegotiationAction.Mode;
import org.loadstar.tn3270.e.NegotiationAction.Rejected;
import org.loadstar.tn3270.e.NegotiationAction.SendOption;
import org.loadstar.tn3270.e.NegotiationAction.SendTn3270e;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeIs;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeReject;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeRequest;
import org.loadstar.tn3270.e.Tn3270eMessage.FunctionsIs;
import org.loadstar.tn3270.e.Tn3270eMessage.FunctionsRequest;
import org.loadstar.tn3270.e.Tn3270eMessage.SendDeviceType;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetOption;
import org.loadstar.tn3270.telnet.TelnetOptions;

/**
 * The server's end of the negotiation, for the whole life of a connection: TN3270E first (RFC 2355,
 * section 7), plain TN3270 for a client that refuses it (RFC 1576, with the LU name of RFC 1646).
 * Begin with {@link #start}. Events come in, actions come out; nothing is sent here.
 *
 * <pre>
 *   NEW -- start / DO TN3270E --> OFFERED -- WILL / SEND DEVICE-TYPE --> DEVICE_TYPE
 *                                    |                                    |  |
 *               WONT / DO TERMINAL-TYPE   WONT or DONT / DO TERMINAL-TYPE |  +- REQUEST, no LU
 *                                    v                                    |  |  / REJECT (stays)
 *                              TERMINAL_TYPE &lt;---------------------------+  |
 *       WILL / SB SEND (stays)       |                      REQUEST, an LU / IS
 *       IS, no LU / Rejected --> ENDED                                       v
 *       WONT      / Failed   --> ENDED                                   FUNCTIONS
 *                                    |              REQUEST with more / REQUEST with less (stays)
 *       IS, an LU / DO and WILL of   |                                       |
 *       END-OF-RECORD and BINARY     |             IS, or REQUEST with nothing more / IS
 *                                    v                                       v
 *                              RECORD_OPTIONS                        CONNECTED_TN3270E
 *                                    |                  device REQUEST / REJECT UNSUPPORTED-REQ
 *                             all agreed                functions REQUEST / what was agreed
 *                                    v
 *                             CONNECTED_TN3270
 *
 *   every state from RECORD_OPTIONS and FUNCTIONS on -- the client withdraws / Failed --> ENDED
 *   every state before the connected ones            -- time-out             / Failed --> ENDED
 * </pre>
 *
 * <p>Every method may throw a {@link ProtocolException} for input that cannot be read or never
 * ends; the connection is then to be closed. Not thread-safe: it belongs to one connection.
 */
public final class ServerNegotiation {
  private static final Set<TelnetOption> LOCAL =
      Set.of(TelnetOption.END_OF_RECORD, TelnetOption.BINARY);
  private static final Set<TelnetOption> REMOTE =
      Set.of(
          TelnetOption.TN3270E,
          TelnetOption.TERMINAL_TYPE,
          TelnetOption.END_OF_RECORD,
          TelnetOption.BINARY);

  private enum State {
    NEW,
    OFFERED,
    DEVICE_TYPE,
    FUNCTIONS,
    CONNECTED_TN3270E,
    TERMINAL_TYPE,
    RECORD_OPTIONS,
    CONNECTED_TN3270,
    ENDED
  }

  private final TelnetOptions options = new TelnetOptions(LOCAL, REMOTE);
  private final Set<Tn3270eFunction> offered;
  private final LuAssigner assigner;
  private State state = State.NEW;
  private String deviceType = "";
  private String luName = "";
  private Set<Tn3270eFunction> functions;

  /**
   * A negotiation that has not begun.
   *
   * @param offered the functions that this server supports
   * @param assigner gives the LU
   */
  public ServerNegotiation(Set<Tn3270eFunction> offered, LuAssigner assigner) {
    this.offered = Set.copyOf(offered);
    this.functions = this.offered;
    this.assigner = assigner;
  }

  /** The connection is open: the server speaks first. Once. */
  public List<NegotiationAction> start() {
    List<NegotiationAction> actions = new ArrayList<>(1);
    state = State.OFFERED;
    send(options.enableRemote(TelnetOption.TN3270E), TelnetOption.TN3270E, actions);
    return actions;
  }

  /** The client says DO, DONT, WILL or WONT. Give it every one, also when connected. */
  public List<NegotiationAction> option(OptionVerb verb, TelnetOption option) {
    List<NegotiationAction> actions = new ArrayList<>(2);
    if (state == State.ENDED) {
      return actions;
    }
    send(options.received(verb, option), option, actions);
    if (option.equals(TelnetOption.TN3270E)) {
      tn3270e(verb, actions);
    } else if (option.equals(TelnetOption.TERMINAL_TYPE) && state == State.TERMINAL_TYPE) {
      terminalType(verb, actions);
    } else {
      recordOptions(verb, option, actions);
    }
    return actions;
  }

  /** The client sends a subnegotiation; the payload stays the caller's. */
  public List<NegotiationAction> subnegotiation(TelnetOption option, ByteBuf payload) {
    List<NegotiationAction> actions = new ArrayList<>(4);
    if (state == State.ENDED || !options.remote(option)) {
      return actions;
    }
    options.countChange();
    if (option.equals(TelnetOption.TN3270E)) {
      message(Tn3270eMessage.decode(payload), actions);
    } else if (option.equals(TelnetOption.TERMINAL_TYPE) && state == State.TERMINAL_TYPE) {
      DeviceTypeRequest request = TerminalType.decode(payload);
      if (request != null) {
        plainDevice(request, actions);
      }
    }
    return actions;
  }

  /** The time for the negotiation is over; nothing happens when it has come to its end. */
  public List<NegotiationAction> timeout() {
    String step =
        switch (state) {
          case NEW, OFFERED -> "the client did not answer DO TN3270E";
          case DEVICE_TYPE -> "the client sent no device type that could be granted";
          case FUNCTIONS -> "the client did not agree on functions";
          case TERMINAL_TYPE -> "the client did not tell its terminal type";
          case RECORD_OPTIONS -> "BINARY and END-OF-RECORD were not agreed";
          case CONNECTED_TN3270E, CONNECTED_TN3270, ENDED -> null;
        };
    List<NegotiationAction> actions = new ArrayList<>(1);
    if (step != null) {
      end(new Failed("time-out: " + step), actions);
    }
    return actions;
  }

  private void tn3270e(OptionVerb verb, List<NegotiationAction> actions) {
    boolean refused = verb == OptionVerb.WONT || verb == OptionVerb.DONT;
    switch (state) {
      case OFFERED, DEVICE_TYPE -> {
        if (refused) {
          offerPlain(actions);
        } else if (state == State.OFFERED && options.remote(TelnetOption.TN3270E)) {
          state = State.DEVICE_TYPE;
          actions.add(new SendTn3270e(new SendDeviceType()));
        }
      }
      case FUNCTIONS, CONNECTED_TN3270E -> {
        if (refused) {
          end(new Failed("the client left TN3270E"), actions);
        }
      }
      case NEW, TERMINAL_TYPE, RECORD_OPTIONS, CONNECTED_TN3270, ENDED -> {}
    }
  }

  private void offerPlain(List<NegotiationAction> actions) {
    send(options.disableRemote(TelnetOption.TN3270E), TelnetOption.TN3270E, actions);
    state = State.TERMINAL_TYPE;
    send(options.enableRemote(TelnetOption.TERMINAL_TYPE), TelnetOption.TERMINAL_TYPE, actions);
    if (options.remote(TelnetOption.TERMINAL_TYPE)) {
      actions.add(new AskTerminalType());
    }
  }

  private void terminalType(OptionVerb verb, List<NegotiationAction> actions) {
    if (verb == OptionVerb.WONT) {
      end(new Failed("the client has neither TN3270E nor a terminal type"), actions);
    } else if (verb == OptionVerb.WILL && options.remote(TelnetOption.TERMINAL_TYPE)) {
      actions.add(new AskTerminalType());
    }
  }

  private void plainDevice(DeviceTypeRequest request, List<NegotiationAction> actions) {
    LuAssigner.Answer answer = assigner.assign(request);
    if (answer instanceof LuAssigner.Refused refused) {
      end(new Rejected(refused.reason()), actions);
    } else if (answer instanceof LuAssigner.Assigned assigned) {
      luName = assigned.luName();
      deviceType = request.deviceType();
      state = State.RECORD_OPTIONS;
      for (TelnetOption option : List.of(TelnetOption.END_OF_RECORD, TelnetOption.BINARY)) {
        send(options.enableRemote(option), option, actions);
        send(options.enableLocal(option), option, actions);
      }
      plainConnected(actions);
    }
  }

  private void recordOptions(
      OptionVerb verb, TelnetOption option, List<NegotiationAction> actions) {
    boolean refused = verb == OptionVerb.WONT || verb == OptionVerb.DONT;
    boolean needed = REMOTE.contains(option);
    boolean plain = state == State.RECORD_OPTIONS || state == State.CONNECTED_TN3270;
    if (plain && refused && needed) {
      end(new Failed("the client refuses " + option), actions);
    } else if (state == State.RECORD_OPTIONS) {
      plainConnected(actions);
    }
  }

  private void plainConnected(List<NegotiationAction> actions) {
    if (LOCAL.stream().allMatch(option -> options.local(option) && options.remote(option))) {
      state = State.CONNECTED_TN3270;
      actions.add(new Connected(Mode.TN3270, luName, deviceType, Set.of()));
    }
  }

  private void message(@Nullable Tn3270eMessage message, List<NegotiationAction> actions) {
    if (message instanceof DeviceTypeRequest request) {
      device(request, actions);
    } else if (message instanceof FunctionsRequest request) {
      functionsRequest(request.functions(), actions);
    } else if (message instanceof FunctionsIs is && state == State.FUNCTIONS) {
      if (functions.containsAll(is.functions())) {
        connected(is.functions(), actions);
      } else {
        end(new Failed("the client agrees to functions that were not offered"), actions);
      }
    }
  }

  private void device(DeviceTypeRequest request, List<NegotiationAction> actions) {
    if (state != State.DEVICE_TYPE) {
      reject(RejectReason.UNSUPPORTED_REQ, actions);
      return;
    }
    LuAssigner.Answer answer = assigner.assign(request);
    if (answer instanceof LuAssigner.Refused refused) {
      reject(refused.reason(), actions);
    } else if (answer instanceof LuAssigner.Assigned assigned) {
      luName = assigned.luName();
      deviceType = request.deviceType();
      state = State.FUNCTIONS;
      actions.add(new SendTn3270e(new DeviceTypeIs(deviceType, luName)));
    }
  }

  private void functionsRequest(Set<Tn3270eFunction> requested, List<NegotiationAction> actions) {
    if (state == State.FUNCTIONS && functions.containsAll(requested)) {
      actions.add(new SendTn3270e(new FunctionsIs(requested)));
      connected(requested, actions);
    } else if (state == State.FUNCTIONS) {
      Set<Tn3270eFunction> fewer = new LinkedHashSet<>(requested);
      fewer.retainAll(functions);
      functions = fewer;
      actions.add(new SendTn3270e(new FunctionsRequest(fewer)));
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

  private static void reject(RejectReason reason, List<NegotiationAction> actions) {
    actions.add(new SendTn3270e(new DeviceTypeReject(reason)));
  }

  private void end(NegotiationAction last, List<NegotiationAction> actions) {
    state = State.ENDED;
    actions.add(last);
  }

  private static void send(
      @Nullable OptionVerb verb, TelnetOption option, List<NegotiationAction> actions) {
    if (verb != null) {
      actions.add(new SendOption(verb, option));
    }
  }
}
