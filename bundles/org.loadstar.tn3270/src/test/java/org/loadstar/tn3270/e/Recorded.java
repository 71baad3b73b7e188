// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.loadstar.tn3270.e.NegotiationAction.SendOption;
import org.loadstar.tn3270.e.NegotiationAction.SendTn3270e;
import org.loadstar.tn3270.e.NegotiationAction.TellTerminalType;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeRequest;
import org.loadstar.tn3270.e.Tn3270eMessage.FunctionsRequest;
import org.loadstar.tn3270.telnet.NewEnviron;
import org.loadstar.tn3270.telnet.NewEnviron.Variable;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetCommand;
import org.loadstar.tn3270.telnet.TelnetDecoder;
import org.loadstar.tn3270.telnet.TelnetListener;
import org.loadstar.tn3270.telnet.TelnetOption;

/** What a recorded client negotiated, and what it must have wanted. */
final class Recorded implements TelnetListener {
  /** The messages as {@link End#said} has them. */
  final List<String> said = new ArrayList<>();

  private String deviceType = "IBM-3278-4-E";
  private List<String> resources = List.of();
  private Set<Tn3270eFunction> functions =
      Set.of(Tn3270eFunction.BIND_IMAGE, Tn3270eFunction.RESPONSES, Tn3270eFunction.SYSREQ);
  private boolean functionsKnown;
  private String user = "";
  private String deviceName = "";

  private Recorded() {}

  static Recorded read(ByteBuf bytes) {
    Recorded recorded = new Recorded();
    new TelnetDecoder(recorded).decode(bytes);
    return recorded;
  }

  TerminalRequest request() {
    return new TerminalRequest(
        deviceType, resources, functions, new TerminalEnvironment(user, deviceName));
  }

  @Override
  public void record(ByteBuf data) {}

  @Override
  public void text(ByteBuf data) {}

  @Override
  public void command(TelnetCommand command) {}

  @Override
  public void option(OptionVerb verb, TelnetOption option) {
    said.add(End.text(new SendOption(verb, option)));
  }

  @Override
  public void subnegotiation(TelnetOption option, ByteBuf payload) {
    if (option.equals(TelnetOption.TERMINAL_TYPE)) {
      deviceType = payload.skipBytes(1).toString(StandardCharsets.US_ASCII);
      said.add(End.text(new TellTerminalType(deviceType)));
    } else if (option.equals(TelnetOption.NEW_ENVIRON)) {
      List<Variable> told = NewEnviron.decodeAnswer(payload);
      said.add(End.environment(told));
      told.forEach(this::learn);
    } else if (option.equals(TelnetOption.TN3270E)) {
      Tn3270eMessage message = Tn3270eMessage.decode(payload);
      if (message != null) {
        said.add(End.text(new SendTn3270e(message)));
        learn(message);
      }
    }
  }

  private void learn(Variable variable) {
    if (variable.name().equals("USER")) {
      user = variable.value();
    } else if (variable.name().equals("DEVNAME") && deviceName.isEmpty()) {
      deviceName = variable.value().replaceAll("[0-9]", "=");
    }
  }

  private void learn(Tn3270eMessage message) {
    if (message instanceof DeviceTypeRequest request) {
      deviceType = request.deviceType();
      resources = request.connect() == null ? List.of() : List.of(request.connect());
    } else if (message instanceof FunctionsRequest request && !functionsKnown) {
      functions = request.functions();
      functionsKnown = true;
    }
  }
}
