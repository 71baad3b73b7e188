// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.e.ClientNegotiation;
import org.loadstar.tn3270.e.NegotiationAction;
import org.loadstar.tn3270.e.TerminalRequest;
import org.loadstar.tn3270.e.Tn3270eMessage.FunctionsRequest;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetCommand;
import org.loadstar.tn3270.telnet.TelnetDecoder;
import org.loadstar.tn3270.telnet.TelnetListener;
import org.loadstar.tn3270.telnet.TelnetOption;

/**
 * A server that gives out a logical unit: TN3270E as far as DEVICE-TYPE IS (RFC 2355, section 7.1),
 * or plain TN3270 as far as END-OF-RECORD and BINARY (RFC 1576). Functions are not negotiated, so
 * that no host application sees the terminal, and the connection ends at once: the unit is taken
 * for a round trip. A server that has no unit left fails.
 */
final class Tn3270eExchange implements Exchange, TelnetListener {
  private static final String TERMINAL = "IBM-3278-2-E";

  private final TelnetDecoder decoder = new TelnetDecoder(this);
  private final ClientNegotiation negotiation;
  private @Nullable ByteBuf answers;
  private @Nullable Verdict verdict;

  /**
   * An exchange that has not begun.
   *
   * @param resource the LU or pool to ask for, or empty for any
   */
  Tn3270eExchange(String resource) {
    negotiation =
        new ClientNegotiation(
            new TerminalRequest(
                TERMINAL, resource.isEmpty() ? List.of() : List.of(resource), Set.of()));
  }

  @Override
  public @Nullable Verdict connected(ByteBuf out) {
    return null;
  }

  @Override
  public @Nullable Verdict received(ByteBuf in, ByteBuf out) {
    answers = out;
    try {
      decoder.decode(in);
    } catch (ProtocolException wrong) {
      fail("it broke the protocol: " + wrong.reason() + ", " + wrong.getMessage());
    } finally {
      answers = null;
    }
    return verdict;
  }

  @Override
  public Verdict closed() {
    return new Verdict.Failed("it closed the connection during the negotiation");
  }

  @Override
  public String waitsFor() {
    for (NegotiationAction action : negotiation.timeout()) {
      if (action instanceof NegotiationAction.Failed failed) {
        return failed.reason().replace("time-out: ", "");
      }
    }
    return "";
  }

  @Override
  public void option(OptionVerb verb, TelnetOption option) {
    if (verdict == null) {
      negotiation.option(verb, option).forEach(this::act);
    }
  }

  @Override
  public void subnegotiation(TelnetOption option, ByteBuf payload) {
    if (verdict == null) {
      negotiation.subnegotiation(option, payload).forEach(this::act);
    }
  }

  private void act(NegotiationAction action) {
    if (action instanceof NegotiationAction.SendTn3270e send
        && send.message() instanceof FunctionsRequest) {
      verdict = new Verdict.Passed();
    } else if (action instanceof NegotiationAction.Connected) {
      verdict = new Verdict.Passed();
    } else if (action instanceof NegotiationAction.Rejected rejected) {
      fail("it gives no logical unit: " + rejected.reason() + ", " + rejected.reason().words());
    } else if (action instanceof NegotiationAction.Failed failed) {
      fail(failed.reason());
    } else if (action instanceof NegotiationAction.Send send && answers != null) {
      send.encode(answers);
    }
  }

  private void fail(String reason) {
    verdict = new Verdict.Failed(reason);
  }

  // Whoever says something else before it has negotiated does not speak TN3270E; time tells.

  @Override
  public void record(ByteBuf data) {}

  @Override
  public void text(ByteBuf data) {}

  @Override
  public void command(TelnetCommand command) {}
}
