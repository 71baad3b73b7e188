// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.datastream.HostInterpreter;
import org.loadstar.tn3270.datastream.Outcome;
import org.loadstar.tn3270.e.BindImage;
import org.loadstar.tn3270.e.ClientNegotiation;
import org.loadstar.tn3270.e.DataType;
import org.loadstar.tn3270.e.NegotiationAction;
import org.loadstar.tn3270.e.NegotiationAction.Connected;
import org.loadstar.tn3270.e.NegotiationAction.Mode;
import org.loadstar.tn3270.e.NegotiationAction.Rejected;
import org.loadstar.tn3270.e.RejectReason;
import org.loadstar.tn3270.e.TerminalRequest;
import org.loadstar.tn3270.e.Tn3270eFunction;
import org.loadstar.tn3270.e.Tn3270eHeader;
import org.loadstar.tn3270.keyboard.Key;
import org.loadstar.tn3270.keyboard.KeyResult;
import org.loadstar.tn3270.keyboard.Keyboard;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetCommand;
import org.loadstar.tn3270.telnet.TelnetDecoder;
import org.loadstar.tn3270.telnet.TelnetEncoder;
import org.loadstar.tn3270.telnet.TelnetListener;
import org.loadstar.tn3270.telnet.TelnetOption;

/** A terminal on a blocking socket; each wait reads until it is over, at most ten seconds. */
final class TestTerminal implements TelnetListener, AutoCloseable {
  static final Set<Tn3270eFunction> FUNCTIONS =
      Set.of(Tn3270eFunction.BIND_IMAGE, Tn3270eFunction.RESPONSES, Tn3270eFunction.SYSREQ);

  final Screen screen;
  final List<Tn3270eHeader> headers = new ArrayList<>();
  final List<String> serviceText = new ArrayList<>();
  BindImage bind;
  boolean unbound;
  private boolean marked;
  boolean closed;
  Connected connected;
  RejectReason rejected;
  private final Socket socket;
  private final ClientNegotiation negotiation;
  private final TelnetDecoder decoder = new TelnetDecoder(this);
  private final HostInterpreter interpreter;
  private final Keyboard keyboard;

  TestTerminal(int port, String type, String... resources) throws IOException {
    this(port, new TerminalRequest(type, List.of(resources), FUNCTIONS));
  }

  TestTerminal(int port, TerminalRequest request) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port), request);
  }

  TestTerminal(Socket connected, TerminalRequest request) throws IOException {
    socket = connected;
    socket.setSoTimeout(30_000);
    negotiation = new ClientNegotiation(request);
    TerminalModel model = TerminalModel.of(request.deviceType());
    screen = Screen.ofModel(model.poolType().isEmpty() ? 2 : model.poolType().charAt(6) - '0');
    interpreter = new HostInterpreter(screen, CodePage.CP037);
    keyboard = new Keyboard(screen, CodePage.CP037);
  }

  /** Logs on to the server and waits for the first screen. */
  static TestTerminal logOn(int port, String type, String... resources) throws IOException {
    TestTerminal terminal = new TestTerminal(port, type, resources);
    terminal.await(() -> terminal.connected != null || terminal.rejected != null);
    if (terminal.connected != null) {
      terminal.awaitText("LOADSTAR");
    }
    return terminal;
  }

  void await(BooleanSupplier over) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] bytes = new byte[16 * 1024];
    while (!over.getAsBoolean()) {
      if (closed) {
        throw new IOException("closed by the server; the screen is\n" + text());
      }
      int count = in.read(bytes);
      if (count < 0) {
        closed = true;
      } else {
        decoder.decode(Unpooled.wrappedBuffer(bytes, 0, count));
      }
    }
  }

  /** Waits until the screen shows the text and the keyboard is free. */
  void awaitText(String text) throws IOException {
    try {
      await(() -> text().contains(text) && screen.lock() == KeyboardLock.UNLOCKED);
    } catch (IOException e) {
      throw new IOException("no '" + text + "' on the screen\n" + text(), e);
    }
  }

  void awaitClosed() throws IOException {
    await(() -> closed);
  }

  String text() {
    return IntStream.range(0, screen.rows())
        .mapToObj(row -> screen.text(row, CodePage.CP037).stripTrailing())
        .collect(Collectors.joining("\n"));
  }

  TestTerminal type(String text) {
    keyboard.type(text);
    return this;
  }

  TestTerminal press(Key key) throws IOException {
    if (keyboard.press(key) instanceof KeyResult.Attention attention) {
      ByteBuf record = Unpooled.buffer();
      if (connected.mode() == Mode.TN3270E) {
        Tn3270eHeader.of(DataType.DATA_3270).encode(record);
      }
      send(record.writeBytes(attention.record()));
    }
    return this;
  }

  /** A record of an AID alone. */
  void sendKey(int aid) throws IOException {
    ByteBuf record = Unpooled.buffer();
    Tn3270eHeader.of(DataType.DATA_3270).encode(record);
    send(record.writeByte(aid));
  }

  /** Waits until the server has read everything that was sent. */
  void sendMark() throws IOException {
    ByteBuf out = Unpooled.buffer();
    TelnetEncoder.option(OptionVerb.DO, TelnetOption.TIMING_MARK, out);
    write(out);
    await(() -> marked);
  }

  void sendServiceText(String text) throws IOException {
    ByteBuf record = Unpooled.buffer();
    Tn3270eHeader.of(DataType.SSCP_LU_DATA).encode(record);
    send(record.writeBytes(CodePage.CP037.encode(text)));
  }

  void sendCommand(TelnetCommand command) throws IOException {
    ByteBuf out = Unpooled.buffer();
    TelnetEncoder.command(command, out);
    write(out);
  }

  private void send(ByteBuf record) throws IOException {
    ByteBuf out = Unpooled.buffer();
    TelnetEncoder.record(record, out);
    write(out);
  }

  private void write(ByteBuf out) throws IOException {
    socket.getOutputStream().write(out.array(), 0, out.readableBytes());
  }

  private void perform(List<NegotiationAction> actions) {
    for (NegotiationAction action : actions) {
      if (action instanceof NegotiationAction.Send send) {
        ByteBuf out = Unpooled.buffer();
        send.encode(out);
        try {
          write(out);
        } catch (IOException e) {
          closed = true;
        }
      } else if (action instanceof Connected agreed) {
        connected = agreed;
        decoder.recordMode(true);
      } else if (action instanceof Rejected reject) {
        rejected = reject.reason();
      }
    }
  }

  @Override
  public void record(ByteBuf data) {
    if (connected.mode() == Mode.TN3270E) {
      Tn3270eHeader header = Tn3270eHeader.decode(data);
      headers.add(header);
      if (header.dataType().equals(DataType.BIND_IMAGE)) {
        bind = BindImage.decode(data);
      } else if (header.dataType().equals(DataType.UNBIND)) {
        unbound = true;
      } else if (header.dataType().equals(DataType.SSCP_LU_DATA)) {
        serviceText.add(
            IntStream.range(0, data.readableBytes())
                .mapToObj(
                    i -> "" + CodePage.CP037.toChar(data.getByte(data.readerIndex() + i) & 0xFF))
                .collect(Collectors.joining())
                .strip());
      }
      if (!header.dataType().equals(DataType.DATA_3270)) {
        return;
      }
    }
    Outcome outcome = interpreter.apply(data);
    if (!(outcome instanceof Outcome.Applied)) {
      throw new AssertionError("the server sent what cannot be shown: " + outcome);
    }
  }

  @Override
  public void text(ByteBuf data) {}

  @Override
  public void command(TelnetCommand command) {}

  @Override
  public void option(OptionVerb verb, TelnetOption option) {
    marked |= option.equals(TelnetOption.TIMING_MARK);
    perform(negotiation.option(verb, option));
  }

  @Override
  public void subnegotiation(TelnetOption option, ByteBuf payload) {
    perform(negotiation.subnegotiation(option, payload));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
