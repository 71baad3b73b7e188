// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.shell.wire.ControlClient;
import org.loadstar.shell.wire.JsonReader;
import org.loadstar.shell.wire.Request;
import org.loadstar.testkit.Ports;

/** What moves the bytes of a relayed connection in a container. */
class TransportTest {
  /** Enough that Linux moves it through a pipe. */
  private static final int BYTES = 3_000_000;

  @TempDir Path folder;
  private Scratch scratch;
  private ServerSocket target;
  private int port;

  @BeforeEach
  void target() throws IOException {
    scratch = new Scratch();
    target = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    port = Ports.free();
    Thread echo =
        new Thread(
            () -> {
              while (!target.isClosed()) {
                try (Socket one = target.accept()) {
                  byte[] all = one.getInputStream().readAllBytes();
                  one.getOutputStream().write(all);
                } catch (IOException closed) {
                  // The test tells what is missing.
                }
              }
            });
    echo.setDaemon(true);
    echo.start();
  }

  @AfterEach
  void close() throws IOException {
    target.close();
    scratch.close();
  }

  private Path config(String transport) throws IOException {
    return scratch.with(
        "relay",
        Map.of(
            "org.loadstar.net",
            Map.of("multicastInterfaces", "lo", "transport", transport),
            "org.loadstar.distributor.target~t",
            Map.of("address", "127.0.0.1", "port", target.getLocalPort(), "check", "none"),
            "org.loadstar.distributor.vip~v",
            Map.of(
                "address",
                "127.0.0.1",
                "ports",
                List.of(String.valueOf(port)),
                "targets",
                List.of("t"))));
  }

  private void assertRelayedBy(String transport) throws Exception {
    await()
        .atMost(20, TimeUnit.SECONDS)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              try (ControlClient client = ControlClient.connect(folder.resolve("control"))) {
                String vips = client.call(new Request("vips", List.of(), true)).out();
                Map<?, ?> vip =
                    (Map<?, ?>) ((List<?>) JsonReader.readObject(vips).get("vips")).get(0);
                assertTrue(
                    transport.equals(vip.get("transport")) && "ACTIVE".equals(vip.get("state")),
                    vips);
              }
            });
    byte[] bytes = new byte[BYTES];
    new Random(BYTES).nextBytes(bytes);
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.setSoTimeout(20_000);
      client.getOutputStream().write(bytes);
      client.shutdownOutput();
      assertArrayEquals(bytes, client.getInputStream().readAllBytes());
    }
  }

  private String[] serve(String transport) throws IOException {
    return new String[] {
      "serve", "--data", folder.toString(), "--config", config(transport).toString()
    };
  }

  @ParameterizedTest
  @CsvSource({"equinox,auto,epoll", "felix,auto,epoll", "felix,nio,nio"})
  void theNativeFileIsFoundOnBothFrameworks(String framework, String wanted, String transport)
      throws Exception {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "the native file is there for Linux on x86-64 only");
    try (Loadstar served = Loadstar.start(Map.of("LOADSTAR_FRAMEWORK", framework), serve(wanted))) {
      served.line();
      assertRelayedBy(transport);
    }
  }

  @Test
  void withoutItsBundlesJavasOwnIsUsed() throws Exception {
    Path home = folder.resolve("home");
    try (Stream<Path> all = Files.walk(Loadstar.home())) {
      for (Path from : all.toList()) {
        if (!from.getFileName().toString().contains("-epoll-")) {
          Files.copy(from, home.resolve(Loadstar.home().relativize(from)), COPY_ATTRIBUTES);
        }
      }
    }
    try (Loadstar served = Loadstar.startIn(home, serve("auto"))) {
      served.line();
      assertRelayedBy("nio");
    }
  }
}
