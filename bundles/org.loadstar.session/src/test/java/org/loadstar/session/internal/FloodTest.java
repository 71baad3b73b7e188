// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionState;

/** Hosts that send without end, over real connections. */
class FloodTest {
  private static final int MILLION = 1_000_000;
  private static final long GIBIBYTE = 1L << 30;

  private static byte[] repeated(String hex, int bytes) {
    byte[] one = HexFormat.of().parseHex(hex);
    ByteBuffer many = ByteBuffer.allocate(bytes / one.length * one.length);
    while (many.hasRemaining()) {
      many.put(one);
    }
    return many.array();
  }

  private static void ends(Session session) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertEquals(SessionState.CLOSED, session.state()));
  }

  private static String cause(Session session) {
    return session
        .press(Key.ENTER)
        .handle((result, thrown) -> String.valueOf(thrown))
        .toCompletableFuture()
        .join();
  }

  @ParameterizedTest
  @CsvSource({"'', RECORD_TOO_LONG", "fffa28, SUBNEGOTIATION_TOO_LONG"})
  void aGibibyteWithoutAnEndIsRefusedEarly(String begin, String reason) throws Exception {
    AtomicLong sent = new AtomicLong();
    CompletableFuture<Void> open = new CompletableFuture<>();
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.session("READY");
                  open.get(20, TimeUnit.SECONDS);
                  peer.send(begin);
                  byte[] much = new byte[64 * 1024];
                  Arrays.fill(much, (byte) 0x40);
                  try {
                    while (sent.get() < GIBIBYTE) {
                      peer.send(much);
                      sent.addAndGet(much.length);
                    }
                  } catch (SocketException closed) {
                    // as it should be
                  }
                })) {
      Session session = world.open(World.to(host).with(change -> change.reconnect(false)));
      open.complete(null);
      ends(session);
      host.awaitScript();
      assertTrue(cause(session).contains(reason), cause(session));
      assertTrue(sent.get() < GIBIBYTE / 32, sent::toString);
    }
  }

  /** Bombs that are answered word by word end the session; the answers stay few. */
  @ParameterizedTest
  @ValueSource(strings = {"fffdc8", "fffbc8", "fffb01fffc01", "fffd27fffe27", "fffa280802fff0"})
  void aBombOfOptionsIsCutOff(String bomb) throws Exception {
    AtomicLong answered = new AtomicLong();
    CompletableFuture<Void> counted = new CompletableFuture<>();
    CompletableFuture<Void> open = new CompletableFuture<>();
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.session("READY");
                  open.get(20, TimeUnit.SECONDS);
                  CompletableFuture.runAsync(
                      () -> {
                        answered.set(peer.countToTheEnd());
                        counted.complete(null);
                      });
                  try {
                    peer.send(repeated(bomb, MILLION));
                  } catch (SocketException closed) {
                    // as it should be
                  }
                  counted.get(20, TimeUnit.SECONDS);
                })) {
      Session session = world.open(World.to(host).with(change -> change.reconnect(false)));
      open.complete(null);
      ends(session);
      host.awaitScript();
      assertTrue(cause(session).contains("TOO_MANY_OPTION_CHANGES"), cause(session));
      assertTrue(answered.get() < 4096, answered::toString);
    }
  }

  /** Neither NOP nor "are you there" is answered, so a million of them do no harm. */
  @ParameterizedTest
  @ValueSource(strings = {"fff1", "fff6", "fffc06"})
  void aMillionUnansweredCommandsDoNoHarm(String command) throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.session("READY");
                  peer.send(repeated(command, 2 * MILLION));
                  peer.send("ff fd 06");
                  peer.expect("ff fc 06");
                  peer.screen("ALIVE");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      session
          .await(screen -> screen.shows("ALIVE"), Duration.ofSeconds(20))
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
    }
  }

  /**
   * A host reads nothing while it asks for the buffer again and again, so that it is not read
   * either; when it reads at last, every question has its answer.
   */
  @Test
  void aHostThatDoesNotReadIsNotRead() throws Exception {
    int questions = 10_000;
    byte[] answer = ScriptedHost.bytes("60 40 40" + "c1".repeat(24 * 80) + "ff ef");
    byte[] question =
        ScriptedHost.bytes("f1 40 11 40 40" + "c1".repeat(24 * 80) + "ff ef f2 ff ef");
    CompletableFuture<Void> stuck = new CompletableFuture<>();
    AtomicLong asked = new AtomicLong();
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.negotiatePlain();
                  peer.send("f5 c3 11 40 40 'READY' ff ef");
                  CompletableFuture<Void> asking =
                      CompletableFuture.runAsync(
                          () -> {
                            for (int i = 0; i < questions; i++) {
                              peer.sendUnchecked(question);
                              asked.incrementAndGet();
                            }
                          });
                  get(stuck);
                  peer.skip(answer, questions);
                  get(asking);
                  peer.send("f5 c3 11 40 40 'ALIVE' ff ef");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      AtomicLong last = new AtomicLong(-1);
      await()
          .pollInterval(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(20))
          .until(() -> asked.get() > 0 && last.getAndSet(asked.get()) == asked.get());
      assertTrue(asked.get() < questions, "the host could ask all");
      stuck.complete(null);
      session
          .await(screen -> screen.shows("ALIVE"), Duration.ofSeconds(30))
          .toCompletableFuture()
          .get(30, TimeUnit.SECONDS);
    }
  }

  private static void get(CompletableFuture<Void> future) throws Exception {
    future.get(30, TimeUnit.SECONDS);
  }

  @Test
  void textWithoutEndScrollsBy() throws Exception {
    try (World world = new World();
        ScriptedHost host =
            new ScriptedHost(
                peer -> {
                  peer.send("\"ready\"");
                  peer.expect("0d 0a");
                  byte[] text =
                      repeated(
                          HexFormat.of().formatHex("spam\r\n".getBytes(StandardCharsets.US_ASCII)),
                          MILLION);
                  peer.send(text);
                  peer.send("\"login: \"");
                  peer.stay();
                })) {
      Session session = world.open(World.to(host));
      session.press(Key.ENTER);
      session
          .await(screen -> screen.shows("login: "), Duration.ofSeconds(20))
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
    }
  }
}
