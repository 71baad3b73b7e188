// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.loadstar.tn3270.e.NegotiationAction.AskTerminalType;
import org.loadstar.tn3270.e.NegotiationAction.Connected;
import org.loadstar.tn3270.e.NegotiationAction.Echo;
import org.loadstar.tn3270.e.NegotiationAction.Mode;
import org.loadstar.tn3270.e.NegotiationAction.Send;
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
import org.loadstar.tn3270.telnet.NewEnviron;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetCommand;
import org.loadstar.tn3270.telnet.TelnetDecoder;
import org.loadstar.tn3270.telnet.TelnetListener;
import org.loadstar.tn3270.telnet.TelnetOption;

/**
 * One end of a connection in memory: a negotiation behind a telnet decoder and encoder. What it
 * sends and comes to is written down as RFC 2355, section 13.4 writes it: {@link #said} has the
 * messages, {@link #came} the rest.
 */
final class End implements TelnetListener {
  private interface OnOption {
    List<NegotiationAction> option(OptionVerb verb, TelnetOption option);
  }

  private interface OnSubnegotiation {
    List<NegotiationAction> subnegotiation(TelnetOption option, ByteBuf payload);
  }

  /** Every message sent, in order. */
  final List<String> said = new ArrayList<>();

  /** Every other action, and every record and text that came, in order. */
  final List<String> came = new ArrayList<>();

  /** What is called with every message sent. */
  Consumer<String> transcript = line -> {};

  private final TelnetDecoder decoder = new TelnetDecoder(this);
  private final OnOption onOption;
  private final OnSubnegotiation onSubnegotiation;
  private ByteBuf out = Unpooled.buffer();

  End(ClientNegotiation client) {
    onOption = client::option;
    onSubnegotiation = client::subnegotiation;
  }

  /** Starts the server. */
  End(ServerNegotiation server) {
    onOption = server::option;
    onSubnegotiation = server::subnegotiation;
    perform(server.start());
  }

  static End client(String deviceType, String... resources) {
    return new End(
        new ClientNegotiation(
            new TerminalRequest(
                deviceType,
                List.of(resources),
                Set.of(
                    Tn3270eFunction.BIND_IMAGE,
                    Tn3270eFunction.RESPONSES,
                    Tn3270eFunction.SYSREQ))));
  }

  /** Hears hexadecimal bytes; spaces are for the reader. */
  End hear(String hex) {
    decoder.decode(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", ""))));
    return this;
  }

  void hear(ByteBuf bytes) {
    decoder.decode(bytes);
  }

  /** What has been sent since the last call. */
  ByteBuf take() {
    ByteBuf taken = out;
    out = Unpooled.buffer();
    return taken;
  }

  /** Carries bytes between two ends, {@code chunk} at a time, until both are silent. */
  static void talk(End one, End other, int chunk) {
    ByteBuf toOther = one.take();
    ByteBuf toOne = other.take();
    while (toOther.isReadable() || toOne.isReadable()) {
      carry(toOther, other, chunk);
      carry(toOne, one, chunk);
      toOther = one.take();
      toOne = other.take();
    }
  }

  private static void carry(ByteBuf bytes, End to, int chunk) {
    while (bytes.isReadable()) {
      to.hear(bytes.readSlice(Math.min(chunk, bytes.readableBytes())));
    }
  }

  void perform(List<NegotiationAction> actions) {
    for (NegotiationAction action : actions) {
      if (action instanceof Send send) {
        send.encode(out);
        said.add(text(send));
        transcript.accept(text(send));
      } else {
        if (!(action instanceof Echo)) {
          decoder.recordMode(action instanceof Connected);
        }
        came.add(text(action));
      }
    }
  }

  @Override
  public void record(ByteBuf data) {
    came.add("record " + ByteBufUtil.hexDump(data));
  }

  @Override
  public void text(ByteBuf data) {
    came.add("text " + ByteBufUtil.hexDump(data));
  }

  @Override
  public void command(TelnetCommand command) {
    came.add("command " + command);
  }

  @Override
  public void option(OptionVerb verb, TelnetOption option) {
    perform(onOption.option(verb, option));
  }

  @Override
  public void subnegotiation(TelnetOption option, ByteBuf payload) {
    perform(onSubnegotiation.subnegotiation(option, payload));
  }

  static String text(NegotiationAction action) {
    if (action instanceof SendOption send) {
      return send.verb() + " " + send.option();
    } else if (action instanceof AskTerminalType) {
      return "TERMINAL-TYPE SEND";
    } else if (action instanceof TellTerminalType tell) {
      return "TERMINAL-TYPE IS " + tell.terminalType();
    } else if (action instanceof TellEnvironment tell) {
      return environment(tell.variables());
    } else if (action instanceof SendTn3270e send) {
      return text(send.message());
    } else if (action instanceof Connected connected) {
      String name = connected.luName() == null ? "" : " as " + connected.luName();
      String functions = connected.mode() == Mode.TN3270 ? "" : names(connected.functions());
      return "connected " + connected.mode() + name + " " + connected.deviceType() + functions;
    } else if (action instanceof Suspended) {
      return "suspended";
    }
    return action.toString();
  }

  /** With the values, which {@code toString} hides. */
  static String environment(List<NewEnviron.Variable> variables) {
    StringBuilder text = new StringBuilder("NEW-ENVIRON IS");
    for (NewEnviron.Variable variable : variables) {
      text.append(' ').append(variable);
      text.append(variable.value() == null ? "" : "=" + variable.value());
    }
    return text.toString();
  }

  private static String text(Tn3270eMessage message) {
    if (message instanceof DeviceTypeRequest request) {
      return "DEVICE-TYPE REQUEST "
          + request.deviceType()
          + (request.connect() == null ? "" : " CONNECT " + request.connect())
          + (request.associate() == null ? "" : " ASSOCIATE " + request.associate());
    } else if (message instanceof DeviceTypeIs is) {
      return "DEVICE-TYPE IS " + is.deviceType() + " CONNECT " + is.deviceName();
    } else if (message instanceof DeviceTypeReject reject) {
      return "DEVICE-TYPE REJECT REASON " + reject.reason();
    } else if (message instanceof FunctionsRequest request) {
      return "FUNCTIONS REQUEST" + names(request.functions());
    } else if (message instanceof FunctionsIs is) {
      return "FUNCTIONS IS" + names(is.functions());
    }
    return "SEND DEVICE-TYPE";
  }

  private static String names(Set<Tn3270eFunction> functions) {
    StringBuilder names = new StringBuilder();
    functions.forEach(function -> names.append(' ').append(function));
    return names.toString();
  }
}
