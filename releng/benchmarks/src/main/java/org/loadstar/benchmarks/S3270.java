// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The peer: a Debian s3270, model 4, driven by its script port. */
final class S3270 implements AutoCloseable {
  private static final int TRIES = 200;

  private final Process process;
  private final Socket script;

  /** Starts one and lets it connect to a port of the loopback interface. */
  S3270(int port) throws IOException, InterruptedException {
    int scriptPort;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      scriptPort = free.getLocalPort();
    }
    this.process =
        new ProcessBuilder(
                "taskset", "-c", "0", "s3270", "-model", "3279-4-E", "-scriptport", "" + scriptPort)
            .redirectOutput(new File("/dev/null"))
            .redirectError(new File("/dev/null"))
            .start();
    this.script = connect(scriptPort);
    String action = "Connect(\"127.0.0.1:" + port + "\")\n";
    script.getOutputStream().write(action.getBytes(StandardCharsets.US_ASCII));
  }

  private static Socket connect(int port) throws IOException, InterruptedException {
    for (int i = 1; ; i++) {
      try {
        return new Socket(InetAddress.getLoopbackAddress(), port);
      } catch (IOException notYet) {
        if (i == TRIES) {
          throw notYet;
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  /** The seconds of a processor that it has used. */
  double processorSeconds() throws IOException {
    return Processes.processorSeconds(process.pid());
  }

  /** The bytes of memory that are its own. */
  long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException("no VmRSS");
  }

  @Override
  public void close() throws IOException {
    script.close();
    process.destroy();
  }
}
