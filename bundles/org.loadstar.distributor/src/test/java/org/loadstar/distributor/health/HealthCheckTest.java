// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.testkit.Ports;

/** Each check against real sockets: those that answer, refuse, are silent, or talk nonsense. */
class HealthCheckTest {
  private static final long LONG = 15_000;

  private final Checks checks = new Checks();

  @AfterEach
  void nothingStaysOpen() {
    checks.stop();
    await().untilAsserted(() -> assertEquals(0, checks.leases.get()));
  }

  private static FakeTarget says(String text) throws Exception {
    return new FakeTarget(
        client -> {
          client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
          client.getInputStream().readAllBytes();
        });
  }

  private String check(CheckKind kind, String said) throws Exception {
    try (FakeTarget target = says(said)) {
      return checks.first(kind, target.address(), "", LONG);
    }
  }

  @ParameterizedTest
  @EnumSource(CheckKind.class)
  void whoRefusesFails(CheckKind kind) throws Exception {
    InetSocketAddress nobody =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free());
    String reason = checks.first(kind, nobody, "", LONG);
    assertTrue(reason.startsWith("no connection: Connection refused"), reason);
  }

  @ParameterizedTest
  @EnumSource(
      value = CheckKind.class,
      names = {"TN3270E", "FTP", "AGENT"})
  void whoIsSilentFailsWhenTheTimeIsOver(CheckKind kind) throws Exception {
    try (FakeTarget target = new FakeTarget(client -> client.getInputStream().readAllBytes())) {
      String reason = checks.first(kind, target.address(), "", 500);
      assertTrue(
          reason.matches(
              "time-out after 500 ms: (the server asked neither|it did not say 220|the agent did not end its line).*"),
          reason);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = CheckKind.class,
      names = {"TN3270E", "FTP", "AGENT"})
  void whoClosesAtOnceFails(CheckKind kind) throws Exception {
    try (FakeTarget target = new FakeTarget(Socket::shutdownOutput)) {
      String reason = checks.first(kind, target.address(), "", LONG);
      assertTrue(
          reason.contains("closed the connection") || reason.contains("says nothing"), reason);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = CheckKind.class,
      names = {"TN3270E", "FTP", "AGENT"})
  void whoFloodsFails(CheckKind kind) throws Exception {
    try (FakeTarget target =
        new FakeTarget(
            client -> {
              byte[] much = "220-a ".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
              client.getOutputStream().write(much);
              client.getInputStream().readAllBytes();
            })) {
      String reason = checks.first(kind, target.address(), "", LONG);
      assertTrue(reason.startsWith("it says more than "), reason);
      assertTrue(reason.length() < 200, reason);
    }
  }

  @Test
  void aConnectionIsAllThatTcpAsksFor() throws Exception {
    try (FakeTarget target = says("whatever it says")) {
      checks.start(CheckKind.TCP, target.address(), "", LONG);
      assertEquals("passed", checks.next());
      // The second begins when the first connection is over.
      assertEquals("passed", checks.next());
      assertEquals(List.of(), target.faults);
    }
  }

  @Test
  void theFirstConnectionSaysNothingOfTheTargetsPace() throws Exception {
    try (FakeTarget target = says("")) {
      checks.start(CheckKind.TCP, target.address(), "", LONG);
      assertEquals("passed", checks.next());
      assertEquals("passed", checks.next());
      assertEquals(-1, checks.times.get(0));
      assertTrue(checks.times.get(1) >= 0);
    }
  }

  @Test
  void ftpServersAreReadyOrNot() throws Exception {
    assertEquals("passed", check(CheckKind.FTP, "220 ready\r\n"));
    assertEquals("passed", check(CheckKind.FTP, "220\r\n"));
    assertEquals("passed", check(CheckKind.FTP, "220-Welcome\r\n230 not this\r\n220 ready\r\n"));
    assertEquals(
        "it is not ready: it says '421 Too many users'",
        check(CheckKind.FTP, "421 Too many users\r\n"));
    assertEquals(
        "it is not ready: it says '120 in 5 minutes'",
        check(CheckKind.FTP, "120-Wait\r\n220 not this\r\n120 in 5 minutes\r\n"));
    assertEquals(
        "it does not speak FTP: it says 'SSH-2.0-OpenSSH_9.2'",
        check(CheckKind.FTP, "SSH-2.0-OpenSSH_9.2\r\n"));
  }

  @Test
  void anFtpServerIsToldQuitAndNotReset() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (FakeTarget target =
        new FakeTarget(
            client -> {
              OutputStream out = client.getOutputStream();
              for (char c : "220-one\r\n220 two\r\n".toCharArray()) {
                out.write(c);
                out.flush();
              }
              byte[] said = client.getInputStream().readNBytes(6);
              out.write("221 Goodbye\r\n".getBytes(StandardCharsets.US_ASCII));
              said =
                  (new String(said, StandardCharsets.US_ASCII) + client.getInputStream().read())
                      .getBytes(StandardCharsets.US_ASCII);
              heard.add(new String(said, StandardCharsets.US_ASCII));
            })) {
      checks.start(CheckKind.FTP, target.address(), "", LONG);
      assertEquals("passed", checks.next());
      assertEquals("QUIT\r\n-1", heard.poll(20, TimeUnit.SECONDS));
      assertEquals("passed", checks.next());
      assertEquals(List.of(), target.faults);
    }
  }

  @Test
  void anAgentTellsInOneLine() throws Exception {
    assertEquals("advised 75%", check(CheckKind.AGENT, "75%\n"));
    assertEquals("advised 50% up (up)", check(CheckKind.AGENT, "up 50%\r\nmaxconn:9\r\n"));
    assertEquals("advised down (stopped: backup)", check(CheckKind.AGENT, "stopped #backup\n"));
    assertEquals(
        "the agent did not end its line: 10",
        closing("10"),
        "may have been 100% before it was cut");
    assertEquals("the agent says nothing", closing(""));
  }

  private String closing(String said) throws Exception {
    try (FakeTarget target =
        new FakeTarget(
            client -> client.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII)))) {
      return checks.first(CheckKind.AGENT, target.address(), "", LONG);
    }
  }

  @Test
  void anAgentsNonsenseIsToldBesideWhatCouldBeUnderstood() throws Exception {
    try (FakeTarget target = says("30% dwon\n")) {
      checks.start(CheckKind.AGENT, target.address(), "", LONG);
      assertEquals("advised 30%", checks.next());
      assertEquals(
          "the agent says '30% dwon', and 'dwon' is no word of agent-check", checks.next());
    }
  }

  @Test
  void anAgentIsAskedWithTheTextThatIsConfigured() throws Exception {
    try (FakeTarget target =
        new FakeTarget(
            client -> {
              InputStream in = client.getInputStream();
              boolean asked =
                  new String(in.readNBytes(4), StandardCharsets.US_ASCII).equals("ftp\n");
              client
                  .getOutputStream()
                  .write((asked ? "11%\n" : "0%\n").getBytes(StandardCharsets.US_ASCII));
              in.readAllBytes();
            })) {
      assertEquals("advised 11%", checks.first(CheckKind.AGENT, target.address(), "ftp\n", LONG));
    }
  }

  @Test
  void checksGoOnUntilTheyAreClosed() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (FakeTarget target =
        new FakeTarget(
            client -> {
              int number = connections.incrementAndGet();
              client
                  .getOutputStream()
                  .write(
                      (number == 2 ? "421 no\r\n" : "220 yes\r\n")
                          .getBytes(StandardCharsets.US_ASCII));
              client.getInputStream().readAllBytes();
            })) {
      HealthCheck check = checks.start(CheckKind.FTP, target.address(), "", LONG);
      assertEquals("passed", checks.next());
      assertEquals("it is not ready: it says '421 no'", checks.next());
      assertEquals("passed", checks.next());
      assertEquals(1, checks.leases.get());
      check.close();
      check.close();
      await().untilAsserted(() -> assertEquals(0, checks.leases.get()));
    }
  }

  @Test
  void aCheckThatIsUnderWayEndsWithItsOwner() throws Exception {
    BlockingQueue<Integer> ended = new LinkedBlockingQueue<>();
    try (FakeTarget target = new FakeTarget(client -> ended.add(client.getInputStream().read()))) {
      HealthCheck check = checks.start(CheckKind.FTP, target.address(), "", LONG);
      await().until(() -> checks.leases.get() == 1);
      check.close();
      await().untilAsserted(() -> assertEquals(0, checks.leases.get()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aTargetThatWantsThePROXYProtocolGetsIt(int version) throws Exception {
    byte[] header =
        version == 1
            ? "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII)
            : HexFormat.of().parseHex("0d0a0d0a000d0a515549540a20000000");
    try (FakeTarget target =
        new FakeTarget(
            client -> {
              boolean right =
                  java.util.Arrays.equals(
                      header, client.getInputStream().readNBytes(header.length));
              client
                  .getOutputStream()
                  .write((right ? "220 ok\r\n" : "500 no\r\n").getBytes(StandardCharsets.US_ASCII));
              client.getInputStream().readAllBytes();
            })) {
      checks.start(
          new CheckSpec(
              CheckKind.FTP,
              target.address(),
              "",
              Duration.ofSeconds(60),
              Duration.ofMillis(LONG),
              version));
      assertEquals("passed", checks.next());
    }
  }

  @Test
  void aCheckNeedsAnAddressAndATime() {
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("host", 1);
    InetSocketAddress noPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Duration second = Duration.ofSeconds(1);
    for (InetSocketAddress address : List.of(unresolved, noPort)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new CheckSpec(CheckKind.TCP, address, "", second, second, 0));
    }
    InetSocketAddress good = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    assertThrows(
        IllegalArgumentException.class,
        () -> new CheckSpec(CheckKind.TCP, good, "", second, Duration.ZERO, 0));
  }
}
