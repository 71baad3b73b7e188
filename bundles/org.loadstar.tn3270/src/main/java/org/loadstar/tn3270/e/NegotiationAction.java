// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.telnet.NewEnviron;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetEncoder;
import org.loadstar.tn3270.telnet.TelnetOption;

/** What a negotiation wants done. Do it in the order given, before feeding the next event. */
public sealed interface NegotiationAction {
  /** How records are made. */
  enum Mode {
    /** With a TN3270E header in front (RFC 2355). */
    TN3270E,
    /** Plain 3270 data (RFC 1576). */
    TN3270,
    /** No records but lines of text (RFC 854): nothing of 3270 is agreed. */
    NVT
  }

  /** Something to send. */
  sealed interface Send extends NegotiationAction {
    /** Writes it as telnet bytes. */
    void encode(ByteBuf out);
  }

  /** Send an option word. */
  record SendOption(OptionVerb verb, TelnetOption option) implements Send {
    @Override
    public void encode(ByteBuf out) {
      TelnetEncoder.option(verb, option, out);
    }
  }

  /** Send a TN3270E subnegotiation. */
  record SendTn3270e(Tn3270eMessage message) implements Send {
    @Override
    public void encode(ByteBuf out) {
      ByteBuf payload = Unpooled.buffer();
      message.encode(payload);
      TelnetEncoder.subnegotiation(TelnetOption.TN3270E, payload, out);
    }
  }

  /** Ask for the terminal type (RFC 1091). */
  record AskTerminalType() implements Send {
    @Override
    public void encode(ByteBuf out) {
      ByteBuf payload = Unpooled.wrappedBuffer(new byte[] {TerminalType.SEND});
      TelnetEncoder.subnegotiation(TelnetOption.TERMINAL_TYPE, payload, out);
    }
  }

  /** Tell the terminal type (RFC 1091), with "@" and an LU name where one is wanted (RFC 1646). */
  record TellTerminalType(String terminalType) implements Send {
    @Override
    public void encode(ByteBuf out) {
      ByteBuf payload = Unpooled.buffer();
      payload.writeByte(TerminalType.IS);
      payload.writeCharSequence(terminalType, StandardCharsets.US_ASCII);
      TelnetEncoder.subnegotiation(TelnetOption.TERMINAL_TYPE, payload, out);
    }
  }

  /** Tell variables of the environment (RFC 1572). */
  record TellEnvironment(List<NewEnviron.Variable> variables) implements Send {
    /** Copies the variables. */
    public TellEnvironment {
      variables = List.copyOf(variables);
    }

    @Override
    public void encode(ByteBuf out) {
      ByteBuf payload = Unpooled.buffer();
      NewEnviron.encodeAnswer(variables, payload);
      TelnetEncoder.subnegotiation(TelnetOption.NEW_ENVIRON, payload, out);
    }
  }

  /** From now on the server shows what is typed in NVT mode, or does not (RFC 857). */
  record Echo(boolean byServer) implements NegotiationAction {}

  /**
   * Both ends agree: from the next byte on data is records in this mode (set the decoder to record
   * mode). It can come again after {@link Suspended}.
   *
   * @param mode how records are made
   * @param luName the LU; null at a client where the server told none, always so in plain TN3270
   * @param deviceType the terminal type agreed
   * @param functions agreed; empty in plain TN3270
   */
  record Connected(
      Mode mode, @Nullable String luName, String deviceType, Set<Tn3270eFunction> functions)
      implements NegotiationAction {}

  /**
   * The server has taken the 3270 mode back and the connection stands: from the next byte on data
   * is NVT text (set the decoder out of record mode) until {@link Connected} comes again.
   */
  record Suspended() implements NegotiationAction {}

  /** The server gives no device, for this reason. Close the connection. */
  record Rejected(RejectReason reason) implements NegotiationAction {}

  /** There can be no 3270 session; why, for a person. Close the connection. */
  record Failed(String reason) implements NegotiationAction {}
}
