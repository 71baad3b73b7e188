// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.KeyResult;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.datastream.Outcome;
import org.loadstar.tn3270.e.BindImage;
import org.loadstar.tn3270.e.DataType;
import org.loadstar.tn3270.e.NegotiationAction;
import org.loadstar.tn3270.e.ResponseMessage;
import org.loadstar.tn3270.e.Tn3270eFunction;
import org.loadstar.tn3270.e.Tn3270eHeader;
import org.loadstar.tn3270.e.UnbindReason;
import org.loadstar.tn3270.telnet.TelnetCommand;
import org.loadstar.tn3270.telnet.TelnetEncoder;

/**
 * What host and terminal say to each other in one agreed mode: TN3270E messages (RFC 2355 sections
 * 8 to 11, TN3270E extensions draft), plain 3270 records (RFC 1576) or lines of text (RFC 854).
 *
 * <pre>
 *   BIND-IMAGE not agreed:  BOUND
 *   BIND-IMAGE agreed:      UNBOUND --BIND-IMAGE--&gt; BOUND --UNBIND / blank--&gt; UNBOUND
 *
 *   3270-DATA  BOUND: applied     UNBOUND: refused, as section 10.3 forbids it
 *
 *   CONTENTION-RESOLUTION agreed:  TERMINAL --BID, or 3270-DATA without SEND-DATA--&gt; HOST
 *                                  HOST     --3270-DATA with SEND-DATA, UNBIND--&gt; TERMINAL
 *
 *   keyboard   TERMINAL: as the 3270 data says     HOST: locked
 * </pre>
 *
 * <p>A BID is always accepted.
 *
 * <p>A host that asks for a response gets one, also where RESPONSES was not agreed on, as from
 * s3270. What is not known is refused by a negative response where one was asked for, else dropped
 * and told to {@code faults}. It belongs to the session's event loop.
 */
final class Conversation {
  private static final String UNEXPECTED = "a message that is not expected";

  private final NegotiationAction.Connected agreed;
  private final Terminal terminal;
  private final ByteBufAllocator allocator;
  private final Consumer<ByteBuf> out;
  private final BiConsumer<String, String> faults;
  private final boolean headers;
  private final boolean responses;
  private final boolean contention;
  private boolean bound;
  private int sent;
  private String application = "";
  private String ending = "";

  /**
   * A conversation that begins.
   *
   * @param out takes telnet bytes and releases them
   * @param faults is told the reason and, without data, the detail of what the host did wrong
   */
  Conversation(
      NegotiationAction.Connected agreed,
      Terminal terminal,
      ByteBufAllocator allocator,
      Consumer<ByteBuf> out,
      BiConsumer<String, String> faults) {
    this.agreed = agreed;
    this.terminal = terminal;
    this.allocator = allocator;
    this.out = out;
    this.faults = faults;
    this.headers = agreed.mode() == NegotiationAction.Mode.TN3270E;
    this.responses = agreed.functions().contains(Tn3270eFunction.RESPONSES);
    this.contention = agreed.functions().contains(Tn3270eFunction.CONTENTION_RESOLUTION);
    this.bound = !agreed.functions().contains(Tn3270eFunction.BIND_IMAGE);
  }

  /** How the host ended the application's session, where it did; else empty. */
  String ending() {
    return ending;
  }

  /** The host application that has bound the terminal; empty where that is not known. */
  String application() {
    return application;
  }

  /** Text of the host outside records, which stays the caller's. */
  void text(ByteBuf text) {
    terminal.applyNvt(text);
  }

  /** A record of the host, which stays the caller's. */
  void record(ByteBuf record) {
    if (!headers) {
      Outcome outcome = terminal.apply(record);
      if (outcome instanceof Outcome.Reply reply) {
        send(null, reply.record());
      } else if (outcome instanceof Outcome.Negative negative) {
        faults.accept(negative.reason().toString(), negative.detail());
      }
      return;
    }
    try {
      message(Tn3270eHeader.decode(record), record);
    } catch (ProtocolException wrong) {
      faults.accept(wrong.reason().toString(), String.valueOf(wrong.getMessage()));
    }
  }

  private void message(Tn3270eHeader header, ByteBuf data) {
    DataType type = header.dataType();
    if (type.equals(DataType.DATA_3270)) {
      data(header, data);
    } else if (type.equals(DataType.BIND_IMAGE)) {
      BindImage bind = BindImage.decode(data);
      terminal.bind(bind);
      application = bind.primaryLu();
      bound = true;
      ending = "";
    } else if (type.equals(DataType.UNBIND)) {
      ending =
          "the host ended the application's session (UNBIND " + UnbindReason.decode(data) + ")";
      bound = !agreed.functions().contains(Tn3270eFunction.BIND_IMAGE);
      application = "";
      terminal.blank();
    } else if (type.equals(DataType.SSCP_LU_DATA)) {
      terminal.applySscp(data);
    } else if (type.equals(DataType.NVT_DATA)) {
      terminal.applyNvt(data);
    } else if (type.equals(DataType.BID) && contention) {
      terminal.hold();
      acknowledge(header);
    } else if (type.equals(DataType.SCS_DATA)) {
      refuse(header, ResponseMessage.COMMAND_REJECT, UNEXPECTED, "SCS-DATA to a display");
    } else if (!type.equals(DataType.RESPONSE) && !type.equals(DataType.REQUEST)) {
      faults.accept(UNEXPECTED, "data type " + type);
    }
  }

  private void data(Tn3270eHeader header, ByteBuf data) {
    if (!bound) {
      refuse(header, ResponseMessage.COMMAND_REJECT, UNEXPECTED, "3270-DATA before BIND-IMAGE");
      return;
    }
    boolean restore = contention && header.has(Tn3270eHeader.KEYBOARD_RESTORE);
    boolean hold = contention && !header.has(Tn3270eHeader.SEND_DATA);
    Outcome outcome = terminal.apply(data, restore, hold);
    if (outcome instanceof Outcome.Negative negative) {
      refuse(header, negative.responseCode(), negative.reason().toString(), negative.detail());
      return;
    }
    acknowledge(header);
    if (outcome instanceof Outcome.Reply reply) {
      send(DataType.DATA_3270, reply.record());
    }
  }

  private void acknowledge(Tn3270eHeader header) {
    if (header.responseFlag() == Tn3270eHeader.ALWAYS_RESPONSE) {
      respond(ResponseMessage.positive(header.sequenceNumber()));
    }
  }

  private void refuse(Tn3270eHeader header, int code, String reason, String detail) {
    faults.accept(reason, detail);
    if (header.responseFlag() != Tn3270eHeader.NO_RESPONSE) {
      respond(ResponseMessage.negative(header.sequenceNumber(), code));
    }
  }

  private void respond(ResponseMessage response) {
    ByteBuf message = Unpooled.buffer(8);
    response.encode(message);
    telnet(message);
  }

  KeyResult type(CharSequence text) {
    return terminal.type(text, keys);
  }

  KeyResult press(Key key) {
    if (key != Key.SYSREQ && key != Key.ATTN) {
      return terminal.press(key, keys);
    }
    TelnetCommand command = command(key == Key.ATTN);
    if (command == null) {
      return new KeyResult(false, Terminal.NO_FUNCTION);
    }
    ByteBuf encoded = allocator.buffer(2);
    TelnetEncoder.command(command, encoded);
    out.accept(encoded);
    if (command.equals(TelnetCommand.ABORT_OUTPUT)) {
      terminal.switchSscp(bound);
    }
    return KeyResult.ACCEPTED;
  }

  /** What ATTN or SYSREQ is to a host of this mode; null where it is nothing. */
  private @Nullable TelnetCommand command(boolean attention) {
    return switch (agreed.mode()) {
      case TN3270 -> attention ? TelnetCommand.BREAK : TelnetCommand.INTERRUPT_PROCESS;
      case NVT -> attention ? TelnetCommand.INTERRUPT_PROCESS : null;
      case TN3270E ->
          attention
              ? TelnetCommand.INTERRUPT_PROCESS
              : agreed.functions().contains(Tn3270eFunction.SYSREQ)
                  ? TelnetCommand.ABORT_OUTPUT
                  : null;
    };
  }

  KeyResult enter(String command) {
    return terminal.enter(command, keys);
  }

  /** Sends a record to the application. */
  void send(byte[] record) {
    keys.data(record);
  }

  private final Terminal.Output keys =
      new Terminal.Output() {
        @Override
        public void data(byte[] record) {
          send(headers ? DataType.DATA_3270 : null, record);
        }

        @Override
        public void sscp(byte[] text) {
          send(DataType.SSCP_LU_DATA, text);
        }

        @Override
        public void nvt(byte[] text) {
          if (headers) {
            send(DataType.NVT_DATA, text);
          } else {
            ByteBuf encoded = allocator.buffer(text.length + 8);
            TelnetEncoder.data(Unpooled.wrappedBuffer(text), encoded);
            out.accept(encoded);
          }
        }
      };

  private void send(@Nullable DataType type, byte[] data) {
    ByteBuf message = Unpooled.buffer(Tn3270eHeader.LENGTH + data.length);
    if (type != null) {
      boolean numbered = responses && type.equals(DataType.DATA_3270);
      new Tn3270eHeader(type, 0, Tn3270eHeader.NO_RESPONSE, numbered ? sent : 0).encode(message);
      sent = numbered ? Tn3270eHeader.next(sent) : sent;
    }
    telnet(message.writeBytes(data));
  }

  private void telnet(ByteBuf message) {
    ByteBuf encoded = allocator.buffer(message.readableBytes() + 8);
    TelnetEncoder.record(message, encoded);
    out.accept(encoded);
  }
}
