// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process with an FTP server of another make. */
final class FtpHost implements AutoCloseable {
  private static final int STOP_SECONDS = 5;

  private final Process process;

  private FtpHost(Process process) {
    this.process = process;
  }

  /** Starts it and waits until it listens; it ends with this process at the latest. */
  static FtpHost start(Path home, String address, int port, Path folder) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-cp",
                    home.resolve("demo") + "/*:" + home.resolve("lib") + "/slf4j-api.jar",
                    "org.example.loadstar.ftpserver.Main",
                    address,
                    String.valueOf(port),
                    folder.toString()))
            .redirectError(folder.resolveSibling("ftp-" + port + ".log").toFile())
            .start();
    FtpHost started = new FtpHost(process);
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    if (!"ready".equals(out.readLine())) {
      started.close();
      throw new IOException("the FTP server on " + address + ":" + port + " did not start");
    }
    return started;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
