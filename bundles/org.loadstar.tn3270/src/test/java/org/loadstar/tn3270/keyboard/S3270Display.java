// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.keyboard;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.loadstar.tn3270.telnet.TelnetEncoder;

/**
 * The real {@code s3270}, with this test as its host by plain TN3270 and as its operator by its
 * script port. Two script connections, since the one that connects waits for an unprotected field.
 */
final class S3270Display implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final String TIMING_MARK = "fffd06";
  private static final String NO_OPERATION = "fff1";
  private static final String NO_TIMING_MARK = "fffc06";

  /** What an action came to: its data lines and the status line. */
  record Done(List<String> data, String status, boolean ok) {
    boolean isLocked() {
      return !status.startsWith("U");
    }
  }

  private final Process process;
  private final Path scriptSocket;
  private final SocketChannel operator;
  private final SocketChannel connector;
  private final Socket host;
  private final BufferedReader answers;

  static boolean isInstalled() {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "s3270")));
  }

  /** A terminal of that model that has connected and agreed on plain TN3270. */
  S3270Display(String model) throws IOException {
    process =
        new ProcessBuilder(
                "s3270",
                "-utf8",
                "-socket",
                "-model",
                model,
                "-charset",
                "us-intl",
                "-xrm",
                "s3270.numericLock: true")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    scriptSocket = Path.of("/tmp", "x3sck." + process.pid());
    operator = connect();
    answers = new BufferedReader(Channels.newReader(operator, StandardCharsets.UTF_8));
    connector = connect();
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout(PATIENCE_MILLIS);
      write(connector, "Connect(\"127.0.0.1:" + listener.getLocalPort() + "\")\n");
      host = listener.accept();
    }
    host.setTcpNoDelay(true);
    host.setSoTimeout(PATIENCE_MILLIS);
    send("fffd18");
    until("fffb18");
    send("fffa1801fff0");
    until("fff0");
    send("fffd19fffb19fffd00fffb00");
    sync();
    act("Set(aidWait,false)");
  }

  /** Connects to the script socket, which may not be there yet. */
  private SocketChannel connect() throws IOException {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
    while (true) {
      try {
        return SocketChannel.open(UnixDomainSocketAddress.of(scriptSocket));
      } catch (IOException notYet) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          process.destroyForcibly();
          throw notYet;
        }
        Thread.onSpinWait();
      }
    }
  }

  /** A record of the host, without telnet; it has been processed when this returns. */
  void show(byte[] record) throws IOException {
    ByteBuf out = Unpooled.buffer();
    TelnetEncoder.record(Unpooled.wrappedBuffer(record), out);
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    host.getOutputStream().write(bytes);
    sync();
  }

  /** What the terminal has sent up to now, in hexadecimal with telnet. */
  String sync() throws IOException {
    // The NOP acknowledges what came before, without which s3270 holds back its answer.
    send(TIMING_MARK + NO_OPERATION);
    String sent = until(NO_TIMING_MARK);
    return sent.substring(0, sent.length() - NO_TIMING_MARK.length());
  }

  /** Does what the action says. */
  Done act(String action) throws IOException {
    write(operator, action + "\n");
    List<String> lines = new ArrayList<>();
    while (true) {
      String line = answers.readLine();
      if (line == null) {
        throw new IOException("s3270 is gone after " + action);
      }
      if (line.equals("ok") || line.equals("error")) {
        String status = lines.remove(lines.size() - 1);
        return new Done(
            lines.stream().map(data -> data.substring("data: ".length())).toList(),
            status,
            line.equals("ok"));
      }
      lines.add(line);
    }
  }

  private void send(String hex) throws IOException {
    host.getOutputStream().write(HexFormat.of().parseHex(hex));
  }

  private static void write(SocketChannel channel, String text) throws IOException {
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private String until(String end) throws IOException {
    byte[] tail = HexFormat.of().parseHex(end);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    InputStream in = host.getInputStream();
    while (!endsWith(read.toByteArray(), tail)) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("s3270 closed the connection");
      }
      read.write(next);
    }
    return HexFormat.of().formatHex(read.toByteArray());
  }

  private static boolean endsWith(byte[] all, byte[] tail) {
    int from = all.length - tail.length;
    return from >= 0 && java.util.Arrays.equals(all, from, all.length, tail, 0, tail.length);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    operator.close();
    connector.close();
    host.close();
    Files.deleteIfExists(scriptSocket);
  }
}
