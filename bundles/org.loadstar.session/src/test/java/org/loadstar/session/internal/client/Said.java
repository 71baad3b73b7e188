// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.loadstar.tn3270.e.DataType;
import org.loadstar.tn3270.e.ResponseMessage;
import org.loadstar.tn3270.e.TerminalEnvironment;
import org.loadstar.tn3270.e.TerminalRequest;
import org.loadstar.tn3270.e.Tn3270eFunction;
import org.loadstar.tn3270.e.Tn3270eHeader;
import org.loadstar.tn3270.e.Tn3270eMessage;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeRequest;
import org.loadstar.tn3270.e.Tn3270eMessage.FunctionsRequest;
import org.loadstar.tn3270.telnet.NewEnviron;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetCommand;
import org.loadstar.tn3270.telnet.TelnetDecoder;
import org.loadstar.tn3270.telnet.TelnetListener;
import org.loadstar.tn3270.telnet.TelnetOption;

/**
 * What a client said of itself, as decoded objects: negotiation and responses. Its name is that of
 * a 3278, since x3270 calls a terminal 3279 in plain TN3270 and 3278 in TN3270E.
 */
final class Said implements TelnetListener {
  /** In order. */
  final List<String> all = new ArrayList<>();

  private final TelnetDecoder decoder = new TelnetDecoder(this);
  private String deviceType = "IBM-3278-4-E";
  private List<String> names = List.of();
  private Set<Tn3270eFunction> functions =
      Set.of(
          Tn3270eFunction.BIND_IMAGE,
          Tn3270eFunction.RESPONSES,
          Tn3270eFunction.SYSREQ,
          Tn3270eFunction.CONTENTION_RESOLUTION);
  private boolean functionsKnown;
  private boolean headers;
  private String user = "";
  private String deviceName = "";

  Said hear(byte[] bytes) {
    decoder.decode(Unpooled.wrappedBuffer(bytes));
    return this;
  }

  /** What the client must have wanted. */
  TerminalRequest request() {
    return new TerminalRequest(
        deviceType, names, functions, new TerminalEnvironment(user, deviceName));
  }

  @Override
  public void record(ByteBuf data) {
    if (headers) {
      Tn3270eHeader header = Tn3270eHeader.decode(data);
      if (header.dataType().equals(DataType.RESPONSE)) {
        all.add(ResponseMessage.decode(header, data).toString());
      }
    }
  }

  @Override
  public void text(ByteBuf data) {}

  @Override
  public void command(TelnetCommand command) {
    all.add(command.toString());
  }

  @Override
  public void option(OptionVerb verb, TelnetOption option) {
    if (option.equals(TelnetOption.TN3270E)) {
      headers = verb == OptionVerb.WILL;
      decoder.recordMode(headers);
    } else if (option.equals(TelnetOption.END_OF_RECORD)) {
      decoder.recordMode(verb == OptionVerb.WILL || verb == OptionVerb.DO);
    }
    if (!option.equals(TelnetOption.TIMING_MARK)) {
      all.add(verb + " " + option);
    }
  }

  @Override
  public void subnegotiation(TelnetOption option, ByteBuf payload) {
    if (option.equals(TelnetOption.TERMINAL_TYPE)) {
      deviceType =
          payload.skipBytes(1).toString(StandardCharsets.US_ASCII).replace("IBM-3279", "IBM-3278");
      all.add("terminal type " + deviceType);
    } else if (option.equals(TelnetOption.NEW_ENVIRON)) {
      Objects.requireNonNull(NewEnviron.decodeAnswer(payload)).forEach(this::told);
    } else if (option.equals(TelnetOption.TN3270E)) {
      Tn3270eMessage message = Objects.requireNonNull(Tn3270eMessage.decode(payload));
      all.add(message.toString());
      if (message instanceof DeviceTypeRequest request) {
        deviceType = request.deviceType();
        names = request.connect() == null ? List.of() : List.of(request.connect());
      } else if (message instanceof FunctionsRequest request && !functionsKnown) {
        functions = request.functions();
        functionsKnown = true;
      }
    }
  }

  private void told(NewEnviron.Variable variable) {
    String value = variable.value() == null ? "" : variable.value();
    all.add(variable + (variable.value() == null ? "" : "=" + value));
    if (variable.name().equals("USER")) {
      user = value;
    } else if (variable.name().equals("DEVNAME") && deviceName.isEmpty()) {
      deviceName = value.replaceAll("[0-9]", "=");
    }
  }
}
