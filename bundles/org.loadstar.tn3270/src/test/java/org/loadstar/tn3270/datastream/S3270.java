// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.loadstar.tn3270.e.DataType;
import org.loadstar.tn3270.e.ResponseMessage;
import org.loadstar.tn3270.e.Tn3270eHeader;
import org.loadstar.tn3270.telnet.OptionVerb;
import org.loadstar.tn3270.telnet.TelnetCommand;
import org.loadstar.tn3270.telnet.TelnetDecoder;
import org.loadstar.tn3270.telnet.TelnetEncoder;
import org.loadstar.tn3270.telnet.TelnetListener;
import org.loadstar.tn3270.telnet.TelnetOption;

/**
 * A living {@code s3270} with a session, seen from both sides: as its host, which sends records and
 * hears answers, and by its script socket, which presses keys and shows the screen.
 */
public final class S3270 implements AutoCloseable, TelnetListener {
  /** What the host says at the start: TN3270E, a device, and RESPONSES as the only function. */
  private static final String TN3270E =
      "fffd28 fffa280802fff0 fffa2802044942 4d2d333237382d322d45 01 4c5531 fff0 fffa28030702fff0";

  private static final String TN3270 = "fffd18 fffa1801fff0 fffd19 fffb19 fffd00 fffb00";

  private static final byte[] NOP = {(byte) 0xFF, (byte) TelnetCommand.NOP.code()};

  private static final int TIMEOUT_MILLIS = 20_000;

  /**
   * What s3270 answered to one record or key.
   *
   * @param positive whether it took the record
   * @param data the records with 3270 data that it sent, without header
   */
  record Answer(boolean positive, List<String> data) {}

  /**
   * What an action came to.
   *
   * @param data its lines
   * @param status the status line behind them
   */
  public record Done(List<String> data, String status) {
    /** Whether the keyboard is locked. */
    public boolean isLocked() {
      return !status.startsWith("U");
    }
  }

  private final boolean headers;
  private final Process process;
  private final Path scriptSocket;
  private final List<Closeable> open = new ArrayList<>();
  private final Socket host;
  private final Script keys;
  private final Script script;
  private final TelnetDecoder decoder = new TelnetDecoder(this);
  private final List<String> data = new ArrayList<>();
  private boolean positive;
  private boolean marked;
  private int sequenceNumber;

  /** One connection to the script socket. */
  private record Script(SocketChannel channel, BufferedReader lines) {
    void send(String action) throws IOException {
      channel.write(ByteBuffer.wrap((action + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    /** The lines of the answer but for the last, which is "ok" or "error". */
    List<String> ask(String action) throws IOException {
      send(action);
      List<String> answer = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("ok") || line.equals("error")) {
          return answer;
        }
        answer.add(line);
      }
      throw new IOException("s3270 is gone after " + action);
    }
  }

  /** Whether there is one on this machine. */
  public static boolean isInstalled() {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "s3270")));
  }

  /**
   * Starts one and connects it by TN3270E.
   *
   * @param options such as "-model", "3279-4-E"
   */
  S3270(List<String> options) throws IOException {
    this(true, options);
  }

  /** Starts one, connects it by plain TN3270, and lets no action wait for the host. */
  public static S3270 plain(List<String> options) throws IOException {
    S3270 plain = new S3270(false, options);
    plain.act("Set(aidWait,false)");
    return plain;
  }

  private S3270(boolean headers, List<String> options) throws IOException {
    this.headers = headers;
    List<String> command = new ArrayList<>(List.of("s3270", "-utf8", "-socket"));
    command.addAll(options);
    command.addAll(List.of("-xrm", "s3270.unlockDelay: false"));
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    scriptSocket = Path.of("/tmp", "x3sck." + process.pid());
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout(TIMEOUT_MILLIS);
      keys = script();
      script = script();
      keys.send("Connect(\"127.0.0.1:" + listener.getLocalPort() + "\")");
      host = listener.accept();
      open.add(host);
    }
    keys.channel.configureBlocking(false);
    host.setTcpNoDelay(true);
    host.setSoTimeout(TIMEOUT_MILLIS);
    host.getOutputStream().write(Hex.bytes(headers ? TN3270E : TN3270));
    awaitMark();
    decoder.recordMode(true);
  }

  /** Connects to the script socket, which may not be there yet. */
  private Script script() throws IOException {
    long deadline = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000L;
    while (true) {
      try {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(scriptSocket));
        open.add(channel);
        return new Script(
            channel, new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)));
      } catch (IOException notYet) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          close();
          throw notYet;
        }
        Thread.onSpinWait();
      }
    }
  }

  /** Sends a record and hears what comes of it. */
  Answer send(byte[] record) throws IOException {
    ByteBuf message = Unpooled.buffer();
    if (headers) {
      sequenceNumber = Tn3270eHeader.next(sequenceNumber);
      new Tn3270eHeader(DataType.DATA_3270, 0, Tn3270eHeader.ALWAYS_RESPONSE, sequenceNumber)
          .encode(message);
    }
    message.writeBytes(record);
    ByteBuf out = Unpooled.buffer();
    TelnetEncoder.record(message, out);
    data.clear();
    host.getOutputStream().write(ByteBufUtil.getBytes(out));
    awaitMark();
    return new Answer(positive, List.copyOf(data));
  }

  /** Sends a record; it has been processed when this returns. */
  public void show(byte[] record) throws IOException {
    send(record);
  }

  /** The records that it has sent since it was last asked or sent something, in hexadecimal. */
  public List<String> sent() throws IOException {
    data.clear();
    awaitMark();
    return List.copyOf(data);
  }

  /** Does what the action says. */
  public Done act(String action) throws IOException {
    List<String> answer = script.ask(action);
    return new Done(S3270Screen.data(answer), answer.get(answer.size() - 1));
  }

  /** Presses a key that calls the host; the record that it sends. */
  String press(String action) throws IOException {
    data.clear();
    passOverAnswers();
    keys.send(action);
    while (data.isEmpty()) {
      hear();
    }
    return data.get(0);
  }

  /**
   * Reads what has come to the connection for keys. A key is answered when the keyboard is unlocked
   * again; nobody waits for that, but who never reads stops s3270 in the end.
   */
  private void passOverAnswers() throws IOException {
    ByteBuffer answers = ByteBuffer.allocate(4096);
    while (keys.channel.read(answers) > 0) {
      answers.clear();
    }
  }

  private void awaitMark() throws IOException {
    ByteBuf out = Unpooled.buffer();
    TelnetEncoder.option(OptionVerb.DO, TelnetOption.TIMING_MARK, out);
    host.getOutputStream().write(ByteBufUtil.getBytes(out));
    hearMark();
  }

  private void hearMark() throws IOException {
    marked = false;
    hear();
    while (!marked) {
      // It holds back what it says next until it knows that this has come: anything sent tells it.
      host.getOutputStream().write(NOP);
      hear();
    }
  }

  private void hear() throws IOException {
    byte[] buffer = new byte[32 * 1024];
    int count = host.getInputStream().read(buffer);
    if (count < 0) {
      throw new IOException("s3270 closed the connection");
    }
    decoder.decode(Unpooled.wrappedBuffer(buffer, 0, count));
  }

  /** What it shows now. */
  S3270Screen show() throws IOException {
    List<String> answer = script.ask("ReadBuffer(Ebcdic)");
    return S3270Screen.of(answer, List.of());
  }

  /** The text that it shows now, a line per row. */
  List<String> rows() throws IOException {
    return S3270Screen.data(script.ask("Ascii()"));
  }

  @Override
  public void record(ByteBuf record) {
    Tn3270eHeader header = headers ? Tn3270eHeader.decode(record) : null;
    if (header != null && header.dataType().equals(DataType.RESPONSE)) {
      positive = ResponseMessage.decode(header, record).positive();
    } else {
      data.add(ByteBufUtil.hexDump(record));
    }
  }

  @Override
  public void option(OptionVerb verb, TelnetOption option) {
    marked |= verb == OptionVerb.WONT && option.equals(TelnetOption.TIMING_MARK);
  }

  @Override
  public void text(ByteBuf text) {}

  @Override
  public void command(TelnetCommand command) {}

  @Override
  public void subnegotiation(TelnetOption option, ByteBuf payload) {}

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    for (Closeable closeable : open) {
      closeable.close();
    }
    Files.deleteIfExists(scriptSocket);
  }
}
