// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.loadstar.net.NetworkStack;
import org.loadstar.net.internal.NetworkStackComponent;

class AcceptorTest {
  private final NetworkStack network =
      new NetworkStackComponent(
          org.loadstar.testkit.Configs.of(NetworkStackComponent.Config.class, Map.of()));
  private final Reception reception = new Reception("alpha", new Applications(() -> {}), () -> {});

  /** Its event loops end with it, where nobody else has a lease: that must not keep it waiting. */
  @Test
  void whoStopsWithoutConnectionsHasFreedItsPortAndWaitsForNothing() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    reception.configure(Configs.read(Map.of("luPools", new String[] {"POOL2 3270002 1"})));
    try (Logged logged = new Logged()) {
      for (int i = 0; i < 20; i++) {
        Acceptor acceptor = new Acceptor(reception, network, new InetSocketAddress(loopback, 0));
        int port = acceptor.port();
        acceptor.close();
        new ServerSocket(port, 1, loopback).close();
        acceptor.stop();
      }
      assertEquals(
          List.of(), logged.lines.stream().filter(line -> line.contains("still")).toList());
    }
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(t -> t.getName().startsWith("loadstar-net")));
  }
}
