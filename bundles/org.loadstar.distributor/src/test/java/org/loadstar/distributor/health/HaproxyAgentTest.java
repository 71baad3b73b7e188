// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.loadstar.api.distributor.DistributorRuntimeDTO.DestinationDTO;
import org.loadstar.distributor.placement.HealthRule;
import org.loadstar.distributor.placement.Method;
import org.loadstar.distributor.placement.Placement;
import org.loadstar.distributor.placement.Rules;
import org.loadstar.distributor.placement.TargetSpec;
import org.loadstar.testkit.ManualClock;
import org.loadstar.testkit.Ports;

/** What an agent says, one line after the other, means the same to us and to a real HAProxy. */
class HaproxyAgentTest {
  private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");
  private static final int WEIGHT = 40;

  private static final List<String> LINES =
      List.of(
          "75%",
          "drain",
          "50%",
          "ready",
          "stopped #backup",
          "30%",
          "up",
          "up drain",
          "ready 100% bogus",
          "fail,#some words, up",
          "maxconn:7",
          "up\t,300%",
          "maint",
          "READY",
          "down up",
          "up Down",
          "up 0%",
          "-5%",
          "100% maxconn:x");

  private final ManualClock clock = new ManualClock();
  private final Placement placement =
      new Placement("vip", clock, new Random(1), target -> 0, notice -> {});
  @TempDir private Path folder;
  private volatile String line = LINES.get(0);

  @Test
  void everyLineMeansTheSame() throws Exception {
    assumeTrue(Files.isExecutable(HAPROXY), "haproxy is not installed");
    InetAddress host = InetAddress.getLoopbackAddress();
    placement.configure(
        new Rules(Method.BASEWLM, true, true, false, List.of()),
        List.of(
            new TargetSpec(
                "s1",
                host,
                1,
                WEIGHT,
                0,
                0,
                false,
                0,
                false,
                0,
                null,
                HealthRule.UNCHECKED,
                false)));
    try (FakeTarget agent =
            new FakeTarget(
                client -> {
                  client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
                  client.getInputStream().read();
                });
        FakeTarget server = new FakeTarget(client -> client.getInputStream().read())) {
      Path config = folder.resolve("haproxy.cfg");
      Files.writeString(config, config(server.address().getPort(), agent.address().getPort()));
      Process haproxy =
          new ProcessBuilder(HAPROXY.toString(), "-db", "-q", "-f", config.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      try {
        for (String next : LINES) {
          line = next;
          String ours = ours(next);
          await()
              .atMost(20, TimeUnit.SECONDS)
              .ignoreExceptionsInstanceOf(IOException.class)
              .untilAsserted(() -> assertEquals(ours, theirs(), next));
        }
      } finally {
        haproxy.destroy();
        haproxy.waitFor();
      }
    }
  }

  private String config(int port, int agentPort) {
    return """
        global
          stats socket %s
        defaults
          mode tcp
          timeout connect 1s
          timeout client 1s
          timeout server 1s
        frontend f
          bind 127.0.0.1:%d
          default_backend b
        backend b
          server s1 127.0.0.1:%d check inter 50ms weight %d agent-check agent-port %d agent-inter 50ms
        """
        .formatted(folder.resolve("stats"), Ports.free(), port, WEIGHT, agentPort);
  }

  /** State, weight and most connections by our placement. */
  private String ours(String said) {
    if (AgentText.parse(said) instanceof Verdict.Advised told) {
      placement.advised("s1", told.advice());
    }
    clock.advance(Duration.ofHours(1));
    placement.tick();
    placement.plan();
    DestinationDTO row = placement.destinations().get(0);
    String state =
        switch (row.state) {
          case "ACTIVE" -> "UP";
          case "DRAINING" -> "DRAIN";
          case "QUIESCED" -> "MAINT";
          default -> row.state;
        };
    return state + " " + row.weight + " " + (row.maxConnections == 0 ? "" : row.maxConnections);
  }

  /** The same by HAProxy's statistics. */
  private String theirs() throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(folder.resolve("stats")));
      channel.write(ByteBuffer.wrap("show stat\n".getBytes(StandardCharsets.US_ASCII)));
      String table =
          new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
      List<String> rows = table.lines().toList();
      List<String> names = Arrays.asList(rows.get(0).split(",", -1));
      String[] server =
          rows.stream()
              .filter(row -> row.startsWith("b,s1,"))
              .findFirst()
              .orElseThrow()
              .split(",", -1);
      return server[names.indexOf("status")].replaceAll(" .*", "")
          + " "
          + server[names.indexOf("weight")]
          + " "
          + server[names.indexOf("slim")];
    }
  }
}
