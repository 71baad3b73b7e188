// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorLimitTest {
  /** Each connection takes two descriptors, so these are more than there are. */
  private static final int TOO_MANY = 120;

  /** For a process to start on a busy machine. */
  private static final Duration LONG = Duration.ofSeconds(40);

  /** Greets everybody until the target is closed. */
  private static void serve(Host host) {
    Thread thread =
        new Thread(
            () -> {
              List<Peer> kept = new ArrayList<>();
              while (true) {
                Peer peer;
                try {
                  peer = host.accept();
                } catch (SocketTimeoutException nobody) {
                  continue;
                } catch (IOException closed) {
                  break;
                }
                kept.add(peer);
                try {
                  peer.send("hello\n");
                } catch (IOException gone) {
                  // The client has left already.
                }
              }
              kept.forEach(DescriptorLimitTest::close);
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Peer peer) {
    try {
      peer.close();
    } catch (IOException e) {
      // It was the last that could be done.
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nio", "epoll"})
  @Timeout(180)
  void withoutDescriptorsTheFaultIsToldAndAcceptingGoesOnWhenThereAreSome(String transport)
      throws Exception {
    try (Host host = new Host("t0", "127.0.1.1");
        LimitedRelay relay = new LimitedRelay(host.at(), transport)) {
      serve(host);
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> assertTrue(relay.printed.contains("ready"), relay.printed.toString()));
      await().atMost(LONG).ignoreExceptions().until(() -> isServed(relay));
      List<Peer> clients = new ArrayList<>();
      for (int i = 0; i < TOO_MANY; i++) {
        clients.add(Peer.connect("127.0.2.1", relay.at));
      }
      await()
          .atMost(LONG)
          .untilAsserted(
              () ->
                  assertTrue(
                      told(relay, "fault: no more connections can be taken ("),
                      relay.printed.toString()));
      assertEquals("hello", clients.get(0).line(), "those that were there before go on");
      await()
          .atMost(LONG)
          .untilAsserted(
              () ->
                  assertTrue(
                      told(relay, "refused: no descriptors are left"), relay.printed.toString()));
      assertTrue(Peer.isRefused("127.0.2.2", relay.at), "whoever comes now does not wait");
      try (Peer operator = Peer.connect("127.0.2.3", relay.control)) {
        assertEquals("here", operator.line(), "other sockets of the process are still served");
      }
      assertEquals(1, count(relay, "fault: no more"), "told once");
      for (Peer client : clients) {
        client.reset();
      }
      await().atMost(LONG).ignoreExceptions().until(() -> isServed(relay));
      assertTrue(told(relay, "fault: no more"));
      await()
          .atMost(LONG)
          .until(
              () ->
                  relay.printed.stream()
                      .filter(line -> line.startsWith("fault: "))
                      .reduce((before, last) -> last)
                      .equals(Optional.of("fault: ")));
    }
  }

  private static long count(LimitedRelay relay, String start) {
    return relay.printed.stream().filter(line -> line.startsWith(start)).count();
  }

  private static boolean told(LimitedRelay relay, String start) {
    return relay.printed.stream().anyMatch(line -> line.startsWith(start));
  }

  private static boolean isServed(LimitedRelay relay) throws IOException {
    try (Peer client = Peer.connect("127.0.2.1", relay.at)) {
      return client.line().equals("hello");
    }
  }
}
