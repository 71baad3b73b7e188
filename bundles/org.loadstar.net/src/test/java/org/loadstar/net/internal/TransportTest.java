// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.net.NetworkStack.Lease;
import org.loadstar.testkit.Configs;

class TransportTest {
  @BeforeAll
  static void linux() {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "the native file is there for Linux on x86-64 only");
  }

  private static NetworkStackComponent.Config config(String transport) {
    return Configs.of(
        NetworkStackComponent.Config.class, Map.of("threads", 1, "transport", transport));
  }

  private static boolean isEpoll(Lease lease) {
    return ((IoEventLoopGroup) lease.group()).isIoType(EpollIoHandler.class);
  }

  private static boolean streamsByEpoll(NetworkStackComponent stack) {
    try (Lease lease = stack.streams()) {
      return isEpoll(lease);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "epoll"})
  void streamsGetLinuxLoopsAndTheOthersJavas(String transport) throws Exception {
    NetworkStackComponent stack = new NetworkStackComponent(config(transport));
    try (Lease streams = stack.streams();
        Lease again = stack.streams();
        Lease others = stack.lease()) {
      assertTrue(isEpoll(streams));
      assertSame(streams.group(), again.group());
      assertTrue(((IoEventLoopGroup) others.group()).isIoType(NioIoHandler.class));
      assertTrue(streams.group().next().submit(() -> true).get(5, TimeUnit.SECONDS));
    }
    await()
        .atMost(5, TimeUnit.SECONDS)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(t -> t.getName().startsWith("loadstar-net")));
  }

  @Test
  void whereJavasAreAskedForThereIsOneSetOfLoops() {
    NetworkStackComponent stack = new NetworkStackComponent(config("nio"));
    try (Lease streams = stack.streams();
        Lease others = stack.lease()) {
      assertSame(streams.group(), others.group());
    }
  }

  @Test
  void aChangeConcernsNewLeasesAndAWrongValueKeepsTheLastGoodOne() throws Exception {
    NetworkStackComponent stack = new NetworkStackComponent(config("epoll"));
    try (Lease running = stack.streams()) {
      stack.modified(config("nio"));
      assertEquals(false, streamsByEpoll(stack));
      stack.modified(config("kqueue"));
      assertEquals(false, streamsByEpoll(stack));
      assertTrue(isEpoll(running));
      assertTrue(running.group().next().submit(() -> true).get(5, TimeUnit.SECONDS));
      stack.modified(config(" auto "));
      assertEquals(true, streamsByEpoll(stack));
    }
  }

  @Test
  void onlyNioNeedsNoNativeFile() {
    assertNull(Transport.NIO.linux());
    assertNotNull(Transport.AUTO.linux());
  }
}
