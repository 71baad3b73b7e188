// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.e.BindImage;
import org.loadstar.tn3270.e.ClientNegotiation;
import org.loadstar.tn3270.e.DataType;
import org.loadstar.tn3270.e.NegotiationAction;
import org.loadstar.tn3270.e.NegotiationAction.Connected;
import org.loadstar.tn3270.e.TerminalRequest;
import org.loadstar.tn3270.e.Tn3270eFunction;
import org.loadstar.tn3270.e.Tn3270eHeader;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.screen.ScreenSize;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetCommand;
import org.loadstar.tn3270.telnet.TelnetDecoder;
import org.loadstar.tn3270.telnet.TelnetListener;
import org.loadstar.tn3270.telnet.TelnetOption;

/** Plays what the host sent in a recorded session to a screen, without anybody at the keyboard. */
final class TracePlayer implements TelnetListener {
  private static final Pattern LINE =
      Pattern.compile("([<>]) 0x([0-9a-f]+) +((?:[0-9a-f]{2})+)\\s*");
  private static final String END_OF_RECORD = "ffef";

  final Screen screen;

  /** What came of every record with 3270 data, in order. */
  final List<Outcome> outcomes = new ArrayList<>();

  private final List<byte[]> records = new ArrayList<>();

  /** Called after every record. */
  Runnable afterRecord = () -> {};

  private final int model;
  private final TelnetDecoder decoder = new TelnetDecoder(this);
  private final HostInterpreter interpreter;
  private final ClientNegotiation negotiation =
      new ClientNegotiation(
          new TerminalRequest(
              "IBM-3278-4-E",
              List.of(),
              Set.of(
                  Tn3270eFunction.BIND_IMAGE,
                  Tn3270eFunction.RESPONSES,
                  Tn3270eFunction.SYSREQ,
                  Tn3270eFunction.CONTENTION_RESOLUTION)));
  private boolean headers;

  TracePlayer(int model) {
    this(model, CodePage.CP037);
  }

  TracePlayer(int model, CodePage codePage) {
    this.model = model;
    this.screen = Screen.ofModel(model);
    this.interpreter = new HostInterpreter(screen, codePage);
  }

  /** The network reads of one side: {@code "<"} is the host, {@code ">"} the client. */
  static List<String> reads(String name, String side) throws IOException {
    List<String> reads = new ArrayList<>();
    boolean goesOn = false;
    String text =
        Files.readString(Golden.folder().resolve(name + ".trc"), StandardCharsets.ISO_8859_1);
    for (String line : text.split("\n")) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches() || !matcher.group(1).equals(side)) {
        goesOn = false;
      } else if (goesOn && Integer.parseInt(matcher.group(2), 16) != 0) {
        reads.add(reads.remove(reads.size() - 1) + matcher.group(3));
      } else {
        reads.add(matcher.group(3));
        goesOn = true;
      }
    }
    return reads;
  }

  /** The 3270 records of a host, without headers. */
  static List<byte[]> records(String name) throws IOException {
    TracePlayer player = new TracePlayer(4);
    reads(name, "<").forEach(player::play);
    return player.records;
  }

  /** Plays one read; whether a record ended with it. */
  boolean play(String read) {
    byte[] bytes = HexFormat.of().parseHex(read);
    feed(bytes, 0, bytes.length);
    return read.endsWith(END_OF_RECORD);
  }

  /** Plays some bytes, wherever the network has cut them. */
  void feed(byte[] bytes, int from, int to) {
    decoder.decode(Unpooled.wrappedBuffer(bytes, from, to - from));
  }

  @Override
  public void record(ByteBuf data) {
    DataType type = headers ? Tn3270eHeader.decode(data).dataType() : DataType.DATA_3270;
    if (type.equals(DataType.DATA_3270)) {
      records.add(ByteBufUtil.getBytes(data));
      outcomes.add(interpreter.apply(data));
    } else if (type.equals(DataType.BIND_IMAGE)) {
      BindImage bind = BindImage.decode(data);
      screen.resize(
          size(bind.defaultRows(), bind.defaultColumns(), ScreenSize.MODEL_2),
          size(bind.alternateRows(), bind.alternateColumns(), ScreenSize.ofModel(model)));
    } else if (type.equals(DataType.UNBIND)) {
      screen.resize(ScreenSize.MODEL_2, ScreenSize.ofModel(model));
    }
    screen.checkInvariants();
    afterRecord.run();
  }

  private static ScreenSize size(int rows, int columns, ScreenSize without) {
    return rows * columns == 0 ? without : new ScreenSize(rows, columns);
  }

  @Override
  public void text(ByteBuf data) {}

  @Override
  public void command(TelnetCommand command) {}

  @Override
  public void option(OptionVerb verb, TelnetOption option) {
    perform(negotiation.option(verb, option));
  }

  @Override
  public void subnegotiation(TelnetOption option, ByteBuf payload) {
    perform(negotiation.subnegotiation(option, payload));
  }

  private void perform(List<NegotiationAction> actions) {
    for (NegotiationAction action : actions) {
      if (action instanceof Connected connected) {
        decoder.recordMode(true);
        headers = connected.mode() == NegotiationAction.Mode.TN3270E;
      } else if (action instanceof NegotiationAction.Suspended) {
        decoder.recordMode(false);
      }
    }
  }
}
