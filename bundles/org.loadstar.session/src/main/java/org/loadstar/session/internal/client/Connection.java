// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.KeyResult;
import org.loadstar.net.TlsException;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.e.NegotiationAction;

/**
 * The connection of a session to one server, as the session sees it. Every method is called on the
 * session's event loop.
 */
public final class Connection {
  /** Is told, on the event loop, what happens on a connection that a session has taken over. */
  public interface Listener {
    /** The screen, the cursor or the keyboard lock may have changed. */
    void screenChanged();

    /** A record of the host has been processed. */
    void recordApplied();

    /** Another agreement with the same server, or another host application. */
    void agreedAgain();

    /** The connection is closed; told once, and not after {@link Connection#close}. */
    void ended(String reason);
  }

  private final String peer;
  private final Terminal terminal;
  private final FaultLog faults;
  private final Listener listener;
  private NegotiationAction.@Nullable Connected agreed;
  private @Nullable Conversation conversation;
  private @Nullable Channel channel;
  private volatile String application = "";
  private volatile Encryption encryption = Encryption.NONE;
  private boolean ended;

  Connection(String peer, Terminal terminal, FaultLog faults, Listener listener) {
    this.peer = peer;
    this.terminal = terminal;
    this.faults = faults;
    this.listener = listener;
  }

  /** What was agreed on; null before that. */
  public NegotiationAction.@Nullable Connected agreed() {
    return agreed;
  }

  /** The host application that has bound the terminal; empty where unknown. On any thread. */
  public String application() {
    return application;
  }

  /** How it is encrypted. On any thread. */
  public Encryption encryption() {
    return encryption;
  }

  /** It is as it is to be; a profile's wish that was not fulfilled is logged. */
  void encryption(Encryption now) {
    encryption = now;
    if (now.session() == null) {
      faults.fault(peer, "TLS is preferred", "the session is " + now.note());
    }
  }

  void converse(ChannelHandlerContext ctx, NegotiationAction.Connected mode) {
    boolean again = agreed != null;
    agreed = mode;
    channel = ctx.channel();
    terminal.blank();
    conversation =
        new Conversation(
            mode,
            terminal,
            ctx.alloc(),
            ctx::write,
            (reason, detail) -> faults.fault(peer, reason, detail));
    application = "";
    if (again) {
      listener.agreedAgain();
    }
    listener.screenChanged();
  }

  void record(ByteBuf record) {
    if (conversation != null) {
      conversation.record(record);
      flush(); // the host waits for its answer; who looks at the screen comes after it
      listener.recordApplied();
      listener.screenChanged();
      if (!application.equals(conversation.application())) {
        application = conversation.application();
        listener.agreedAgain();
      }
    }
  }

  private void flush() {
    if (channel != null) {
      channel.flush();
    }
  }

  void text(ByteBuf text) {
    if (conversation != null) {
      conversation.text(text);
      listener.screenChanged();
    }
  }

  void hostEchoes(boolean does) {
    terminal.hostEchoes(does);
  }

  /** Types text. */
  public KeyResult type(CharSequence text) {
    return send(talk -> talk.type(text));
  }

  /** Presses a key. */
  public KeyResult press(Key key) {
    return send(talk -> talk.press(key));
  }

  private KeyResult send(Function<Conversation, KeyResult> action) {
    if (conversation == null || channel == null) {
      return new KeyResult(false, terminal.lock());
    }
    KeyResult result = action.apply(conversation);
    channel.flush();
    return result;
  }

  /** Fills the input field that starts there. */
  public KeyResult fill(int row, int column, CharSequence text) {
    return terminal.fill(row, column, text);
  }

  /** Fills the first input field with that label. */
  public KeyResult fill(String label, CharSequence text) {
    return terminal.fill(label, text);
  }

  /** Enters a host's command at the cursor. */
  public KeyResult enter(String command) {
    if (conversation == null || channel == null) {
      return new KeyResult(false, terminal.lock());
    }
    KeyResult result = conversation.enter(command);
    channel.flush();
    return result;
  }

  /** Sends a 3270 record that no key makes. */
  public void send(byte[] record) {
    if (conversation != null && channel != null) {
      conversation.send(record);
      channel.flush();
    }
  }

  /** Moves the cursor. */
  public KeyResult moveTo(int row, int column) {
    return terminal.moveTo(row, column);
  }

  String closedByServer() {
    String ending = conversation == null ? "" : conversation.ending();
    return (ending.isEmpty() ? "the server" : ending + " and") + " closed the connection";
  }

  void end(String reason) {
    if (!ended) {
      close();
      listener.ended(reason);
    }
  }

  /** Closes it, without a word to the listener. */
  public void close() {
    ended = true;
    if (channel != null) {
      channel.close();
    }
  }

  /** One line for what went wrong on the connection; logs it. */
  String describe(Throwable cause) {
    if (cause instanceof ProtocolException wrong) {
      String detail = String.valueOf(wrong.getMessage());
      faults.fault(peer, wrong.reason().toString(), detail);
      return "the server broke the protocol: " + wrong.reason() + ", " + detail;
    }
    if (cause instanceof DecoderException && cause.getCause() instanceof SSLException failed) {
      return "the connection failed: " + TlsException.describe(failed);
    }
    if (cause instanceof IOException) {
      return "the connection failed: " + cause.getMessage();
    }
    faults.bug(peer, cause);
    return "an internal fault: " + cause;
  }
}
