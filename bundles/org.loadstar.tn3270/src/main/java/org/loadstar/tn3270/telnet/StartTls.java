// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.telnet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.telnet.StartTlsAction.InClear;
import org.loadstar.tn3270.telnet.StartTlsAction.Refused;
import org.loadstar.tn3270.telnet.StartTlsAction.SendFollows;
import org.loadstar.tn3270.telnet.StartTlsAction.SendOption;
import org.loadstar.tn3270.telnet.StartTlsAction.Upgrade;

/**
 * How TLS begins on a telnet connection (option 46, draft-altman-telnet-starttls): the server says
 * DO, the client WILL, each says FOLLOWS, and what comes after that is TLS. It is the first thing
 * on a connection; all other options are negotiated anew, inside TLS. Until then nothing about them
 * is answered or kept, so nothing but this leaves in clear.
 *
 * <pre>
 *   client:  OPEN -- another option word / WILL --> OPEN (once: a server that has TLS says DO)
 *            OPEN -- DO / WILL, FOLLOWS --> AGREED -- FOLLOWS / Upgrade --> OVER
 *            OPEN -- DONT / Refused --> OVER
 *
 *   server:  OPEN -- start / DO --> OPEN
 *            OPEN -- WILL / FOLLOWS --> AGREED -- FOLLOWS / Upgrade --> OVER
 *            OPEN -- WONT / Refused where it is required, else InClear --> OVER
 *
 *   both:    AGREED -- taken back; any -- FOLLOWS too early or malformed / Refused --> OVER
 * </pre>
 *
 * <p>Not thread-safe: it belongs to one connection.
 */
public final class StartTls {
  static final byte FOLLOWS = 1;

  private enum State {
    OPEN,
    AGREED,
    OVER
  }

  private final boolean server;
  private final boolean required;
  private final TelnetOptions options;
  private final TelnetDecoder decoder = new TelnetDecoder(new Words());
  private List<StartTlsAction> wanted = List.of();
  private ByteBuf input = Unpooled.EMPTY_BUFFER;
  private int unread;
  private State state = State.OPEN;
  private boolean asked;

  private StartTls(boolean server, boolean required) {
    Set<TelnetOption> option = Set.of(TelnetOption.START_TLS);
    this.server = server;
    this.required = required;
    this.options =
        server ? new TelnetOptions(Set.of(), option) : new TelnetOptions(option, Set.of());
  }

  /** The end of a client, which goes on with TLS or not at all. */
  public static StartTls client() {
    return new StartTls(false, true);
  }

  /** The end of a server. */
  public static StartTls server(boolean required) {
    return new StartTls(true, required);
  }

  /** The connection is open. Once. */
  public List<StartTlsAction> start() {
    List<StartTlsAction> actions = new ArrayList<>(1);
    if (server) {
      send(options.enableRemote(TelnetOption.START_TLS), actions);
    }
    return actions;
  }

  /**
   * Takes what the peer sent, and all of it as long as this is not over. What is left then is of
   * another phase: TLS, or telnet in clear.
   *
   * @throws ProtocolException for a peer that never ends; the connection is to be closed
   */
  public List<StartTlsAction> received(ByteBuf in) {
    List<StartTlsAction> actions = new ArrayList<>(2);
    if (state == State.OVER) {
      return actions;
    }
    wanted = actions;
    input = in;
    unread = 0;
    decoder.decode(in);
    in.readerIndex(in.readerIndex() - unread);
    input = Unpooled.EMPTY_BUFFER;
    return actions;
  }

  /** What stands in the input, as far as it is of this phase. */
  private final class Words implements TelnetListener {
    @Override
    public void option(OptionVerb verb, TelnetOption option) {
      then(StartTls.this.option(verb, option));
    }

    @Override
    public void subnegotiation(TelnetOption option, ByteBuf payload) {
      then(StartTls.this.subnegotiation(option, payload));
    }

    private void then(List<StartTlsAction> actions) {
      wanted.addAll(actions);
      if (state == State.OVER) {
        unread = input.readableBytes();
        input.skipBytes(unread);
      }
    }

    // What else a peer says before TLS is neither shown nor answered.

    @Override
    public void record(ByteBuf data) {}

    @Override
    public void text(ByteBuf data) {}

    @Override
    public void command(TelnetCommand command) {}
  }

  /** The peer says DO, DONT, WILL or WONT. */
  List<StartTlsAction> option(OptionVerb verb, TelnetOption option) {
    List<StartTlsAction> actions = new ArrayList<>(2);
    if (state == State.OVER) {
      return actions;
    }
    if (!option.equals(TelnetOption.START_TLS)) {
      if (!server && !asked && state == State.OPEN) {
        asked = true;
        send(options.enableLocal(TelnetOption.START_TLS), actions);
      }
      return actions;
    }
    send(options.received(verb, option), actions);
    boolean agreed = server ? options.remote(option) : options.local(option);
    if (agreed && state == State.OPEN) {
      state = State.AGREED;
      actions.add(new SendFollows());
    } else if (verb == (server ? OptionVerb.WONT : OptionVerb.DONT)) {
      noTls(actions);
    }
    return actions;
  }

  private void noTls(List<StartTlsAction> actions) {
    String who = server ? "the client" : "the server";
    if (state == State.AGREED) {
      refuse(who + " took START-TLS back", actions);
    } else if (required) {
      refuse(who + " has no START-TLS, and TLS is required", actions);
    } else {
      state = State.OVER;
      actions.add(new InClear());
    }
  }

  /** The peer sends a subnegotiation; the payload stays the caller's. */
  List<StartTlsAction> subnegotiation(TelnetOption option, ByteBuf payload) {
    List<StartTlsAction> actions = new ArrayList<>(1);
    if (state == State.OVER || !option.equals(TelnetOption.START_TLS)) {
      return actions;
    }
    boolean follows =
        payload.readableBytes() == 1 && payload.getByte(payload.readerIndex()) == FOLLOWS;
    if (!follows) {
      refuse("a malformed START-TLS subnegotiation", actions);
    } else if (state == State.OPEN) {
      refuse("FOLLOWS came before START-TLS was agreed", actions);
    } else {
      state = State.OVER;
      actions.add(new Upgrade());
    }
    return actions;
  }

  /** What it waits for, for a person; empty when it is over. */
  public String waitsFor() {
    String who = server ? "the client" : "the server";
    return switch (state) {
      case OPEN -> who + (server ? " did not answer DO START-TLS" : " did not offer START-TLS");
      case AGREED -> who + " agreed to START-TLS and did not begin it";
      case OVER -> "";
    };
  }

  private void refuse(String reason, List<StartTlsAction> actions) {
    state = State.OVER;
    actions.add(new Refused(reason));
  }

  private static void send(@Nullable OptionVerb verb, List<StartTlsAction> actions) {
    if (verb != null) {
      actions.add(new SendOption(verb));
    }
  }
}
