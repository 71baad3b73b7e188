// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.e.DataType;
import org.loadstar.tn3270.e.NegotiationAction;
import org.loadstar.tn3270.e.Tn3270eFunction;
import org.loadstar.tn3270.e.Tn3270eHeader;
import org.loadstar.tn3270.e.Tn3270eMessage;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetEncoder;
import org.loadstar.tn3270.telnet.TelnetOption;
import org.loadstar.tn3270.trace.TraceSide;

/**
 * What host and client could have said to get where a session is: the same agreement, the same
 * sizes, the same screen.
 */
public final class TraceBeginning {

  private final BiConsumer<TraceSide, byte[]> out;

  private TraceBeginning(BiConsumer<TraceSide, byte[]> out) {
    this.out = out;
  }

  /** Tells it read by read. */
  public static void of(
      NegotiationAction.Connected agreed, Terminal terminal, BiConsumer<TraceSide, byte[]> out) {
    TraceBeginning beginning = new TraceBeginning(out);
    boolean headers = agreed.mode() == NegotiationAction.Mode.TN3270E;
    if (headers) {
      beginning.tn3270e(agreed, terminal);
    } else if (agreed.mode() == NegotiationAction.Mode.TN3270) {
      beginning.tn3270(agreed.deviceType());
    } else {
      // Whether the host does the echo is not known here; what is typed is masked where it does.
      beginning.say(TraceSide.HOST, OptionVerb.WILL, TelnetOption.ECHO);
      return;
    }
    beginning.record(
        headers ? DataType.DATA_3270 : null, Unpooled.wrappedBuffer(terminal.repaint()));
  }

  private void tn3270e(NegotiationAction.Connected agreed, Terminal terminal) {
    say(TraceSide.HOST, OptionVerb.DO, TelnetOption.TN3270E);
    say(TraceSide.CLIENT, OptionVerb.WILL, TelnetOption.TN3270E);
    say(TraceSide.HOST, new Tn3270eMessage.SendDeviceType());
    String type = agreed.deviceType();
    say(TraceSide.CLIENT, new Tn3270eMessage.DeviceTypeRequest(type, null, null));
    say(TraceSide.HOST, new Tn3270eMessage.DeviceTypeIs(type, agreed.luName()));
    say(TraceSide.CLIENT, new Tn3270eMessage.FunctionsRequest(agreed.functions()));
    say(TraceSide.HOST, new Tn3270eMessage.FunctionsIs(agreed.functions()));
    if (agreed.functions().contains(Tn3270eFunction.BIND_IMAGE)) {
      ByteBuf image = Unpooled.buffer();
      terminal.sizes().encode(image);
      record(DataType.BIND_IMAGE, image);
    }
  }

  private void tn3270(String terminalType) {
    say(TraceSide.HOST, OptionVerb.DO, TelnetOption.TERMINAL_TYPE);
    say(TraceSide.CLIENT, OptionVerb.WILL, TelnetOption.TERMINAL_TYPE);
    put(TraceSide.HOST, bytes -> new NegotiationAction.AskTerminalType().encode(bytes));
    put(
        TraceSide.CLIENT,
        bytes -> new NegotiationAction.TellTerminalType(terminalType).encode(bytes));
    for (TelnetOption option : List.of(TelnetOption.END_OF_RECORD, TelnetOption.BINARY)) {
      say(TraceSide.HOST, OptionVerb.DO, option);
      say(TraceSide.CLIENT, OptionVerb.WILL, option);
      say(TraceSide.HOST, OptionVerb.WILL, option);
      say(TraceSide.CLIENT, OptionVerb.DO, option);
    }
  }

  private void say(TraceSide side, OptionVerb verb, TelnetOption option) {
    put(side, bytes -> TelnetEncoder.option(verb, option, bytes));
  }

  private void say(TraceSide side, Tn3270eMessage message) {
    put(side, bytes -> new NegotiationAction.SendTn3270e(message).encode(bytes));
  }

  private void record(@Nullable DataType type, ByteBuf data) {
    ByteBuf message = Unpooled.buffer();
    if (type != null) {
      Tn3270eHeader.of(type).encode(message);
    }
    message.writeBytes(data);
    put(TraceSide.HOST, bytes -> TelnetEncoder.record(message, bytes));
  }

  private void put(TraceSide side, Consumer<ByteBuf> write) {
    ByteBuf bytes = Unpooled.buffer();
    write.accept(bytes);
    out.accept(side, ByteBufUtil.getBytes(bytes));
  }
}
