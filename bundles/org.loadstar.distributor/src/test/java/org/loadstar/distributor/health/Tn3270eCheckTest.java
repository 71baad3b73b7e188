// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.loadstar.testkit.Mutations;

/** The check of TN3270E servers. */
class Tn3270eCheckTest {
  private static final long LONG = 15_000;
  private static final HexFormat HEX = HexFormat.of();

  private final Checks checks = new Checks();

  @AfterEach
  void stop() {
    checks.stop();
  }

  private String check(FakeTarget target, String resource, long timeout) throws Exception {
    return checks.first(CheckKind.TN3270E, target.address(), resource, timeout);
  }

  @Test
  void aLogicalUnitIsTakenForARoundTripAndTheHostIsNotBothered() throws Exception {
    Tn3270eTarget server = new Tn3270eTarget(1);
    try (FakeTarget target = new FakeTarget(server)) {
      HealthCheck check = checks.start(CheckKind.TN3270E, target.address(), "", LONG);
      // With one unit only, a second check passes only if the first has given it back.
      for (int i = 0; i < 5; i++) {
        assertEquals("passed", checks.next());
      }
      assertTrue(server.taken.get() >= 5);
      assertEquals(0, server.sessions.get());
      assertEquals(List.of(), target.faults, "no connection was reset");
      check.close();
      await().untilAsserted(() -> assertEquals(0, server.inUse.get()));
    }
  }

  @Test
  void aServerWithoutAFreeUnitFails() throws Exception {
    try (FakeTarget target = new FakeTarget(new Tn3270eTarget(0))) {
      assertEquals(
          "it gives no logical unit: DEVICE-IN-USE, the logical unit is in use, or none of the pool"
              + " is free",
          check(target, "", LONG));
    }
  }

  @Test
  void aPoolForChecksCanBeAskedFor() throws Exception {
    try (FakeTarget target = new FakeTarget(new Tn3270eTarget(1))) {
      assertEquals("passed", check(target, "HEALTH", LONG));
      assertEquals(
          "it gives no logical unit: INV-NAME, the server knows no logical unit or pool of this"
              + " name",
          check(target, "OTHER", LONG));
    }
  }

  private static void expect(Socket client, String hex) throws Exception {
    byte[] wanted = HEX.parseHex(hex.replace(" ", ""));
    assertEquals(
        HEX.formatHex(wanted), HEX.formatHex(client.getInputStream().readNBytes(wanted.length)));
  }

  private static void send(Socket client, String hex) throws Exception {
    client.getOutputStream().write(HEX.parseHex(hex.replace(" ", "")));
  }

  /** As Hercules speaks it: no TN3270E, terminal type, END-OF-RECORD and BINARY. */
  @Test
  void aServerOfPlainTn3270Passes() throws Exception {
    try (FakeTarget target =
        new FakeTarget(
            client -> {
              send(client, "fffd18");
              expect(client, "fffb18");
              send(client, "fffa1801fff0");
              String type = HEX.formatHex("IBM-3278-2-E".getBytes(StandardCharsets.US_ASCII));
              expect(client, "fffa1800" + type + "fff0");
              send(client, "fffd19 fffb19");
              expect(client, "fffb19 fffd19");
              send(client, "fffd00 fffb00");
              expect(client, "fffb00 fffd00");
              client.getInputStream().readAllBytes();
            })) {
      checks.start(CheckKind.TN3270E, target.address(), "", LONG);
      assertEquals("passed", checks.next());
      // The second begins when the first connection is over.
      assertEquals("passed", checks.next());
      assertEquals(List.of(), target.faults);
    }
  }

  @Test
  void whoTalksInLinesOrNonsenseFails() throws Exception {
    try (FakeTarget target =
        new FakeTarget(
            client -> {
              client.getOutputStream().write("login: ".getBytes(StandardCharsets.US_ASCII));
              client.getInputStream().readAllBytes();
            })) {
      assertEquals(
          "time-out after 500 ms: the server asked neither for TN3270E nor for a terminal type",
          check(target, "", 500));
    }
    try (FakeTarget target =
        new FakeTarget(
            client -> {
              for (int i = 0; i < 300; i++) {
                send(client, "fffd18 fffe18");
              }
              client.getInputStream().readAllBytes();
            })) {
      String reason = check(target, "", LONG);
      assertTrue(reason.startsWith("it broke the protocol: TOO_MANY_OPTION_CHANGES"), reason);
    }
  }

  @Test
  void whatItWaitsForIsTold() {
    Tn3270eExchange exchange = new Tn3270eExchange("");
    ByteBuf out = Unpooled.buffer();
    exchange.received(Unpooled.wrappedBuffer(HEX.parseHex("fffd28fffa280802fff0")), out);
    assertEquals("the server did not answer the device type", exchange.waitsFor());
    out.release();
  }

  /** Whatever a server says comes to a verdict or waits for more, and never throws. */
  @Test
  void noInputBreaksAnExchange() {
    List<byte[]> corpus =
        Stream.of(
                "fffd28fffa280802fff0fffa280204" + "49424d2d333237382d322d45" + "014c5531fff0",
                "fffd28fffa280802fff0fffa28020605" + "01fff0",
                "fffd18fffa1801fff0fffd19fffb19fffd00fffb00",
                "3232302d610d0a3232300d0a",
                "3735252c75700a")
            .map(HEX::parseHex)
            .toList();
    ByteBuf out = Unpooled.buffer();
    Mutations.run(
        "health checks",
        corpus,
        3,
        input -> {
          for (Exchange exchange :
              List.of(new Tn3270eExchange(""), new FtpExchange(), new AgentExchange("x"))) {
            ByteBuf in = Unpooled.wrappedBuffer(input);
            exchange.connected(out.clear());
            Verdict verdict = null;
            while (in.isReadable() && verdict == null) {
              verdict = exchange.received(in.readSlice(Math.min(3, in.readableBytes())), out);
            }
            if (verdict instanceof Verdict.Failed failed) {
              assertTrue(failed.reason().chars().allMatch(c -> c >= ' ' && c <= '~'));
              assertTrue(failed.reason().length() <= 300, failed.reason());
            }
            exchange.waitsFor();
            exchange.closed();
          }
        });
    out.release();
  }
}
