// SPDX-License-Identifier: EPL-2.0
package org.loadstar.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.loadstar.testkit.Ports;

/**
 * The real s3270, driven by two script connections, because its Connect blocks until a field is
 * there.
 */
final class S3270 implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/s3270");

  private final Process process;
  private final Socket connecting;
  private final Socket acting;
  private final BufferedReader answers;

  private S3270(Process process, int port) {
    this.process = process;
    this.connecting = open(port);
    this.acting = open(port);
    try {
      this.answers =
          new BufferedReader(
              new InputStreamReader(acting.getInputStream(), StandardCharsets.UTF_8));
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    }
  }

  /** A colour display of model 2 with code page 037; without the program the test is skipped. */
  static S3270 start() throws IOException {
    assumeTrue(Files.isExecutable(PROGRAM), "s3270 is not installed");
    int port = Ports.free();
    ProcessBuilder builder =
        new ProcessBuilder(
                PROGRAM.toString(),
                "-utf8",
                "-charset",
                "cp037",
                "-model",
                "3279-2-E",
                "-scriptport",
                String.valueOf(port))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("LC_ALL", "C.UTF-8");
    return new S3270(builder.start(), port);
  }

  private static Socket open(int port) {
    return Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .ignoreExceptions()
        .until(() -> new Socket(InetAddress.getLoopbackAddress(), port), socket -> true);
  }

  void connect(int port) throws IOException {
    connecting
        .getOutputStream()
        .write(("Connect(\"127.0.0.1:" + port + "\")\n").getBytes(StandardCharsets.UTF_8));
    Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> shows("READY"));
  }

  /** Runs an action that must succeed, and gives its lines. */
  List<String> act(String action) throws IOException {
    acting.getOutputStream().write((action + "\n").getBytes(StandardCharsets.UTF_8));
    List<String> lines = new ArrayList<>();
    while (true) {
      String line = String.valueOf(answers.readLine());
      if (line.equals("ok") || line.equals("error") || line.equals("null")) {
        assertEquals("ok", line, action + ": " + lines);
        return lines;
      }
      lines.add(line);
    }
  }

  private boolean shows(String text) throws IOException {
    List<String> lines = act("Ascii()");
    String status = lines.get(lines.size() - 1);
    return status.startsWith("U") && lines.stream().anyMatch(line -> line.contains(text));
  }

  /** The command line is there again. */
  void ready() {
    Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> shows("READY"));
  }

  @Override
  public void close() throws IOException {
    connecting.close();
    acting.close();
    process.destroy();
  }
}
