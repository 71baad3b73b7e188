// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.loadstar.api.distributor.LiveConnection;
import org.loadstar.api.distributor.PlaneEvent;

/** A distributed IPv6 address. */
class RelayIpv6Test {
  private static final String LOOPBACK = "0:0:0:0:0:0:0:1";

  Loops loops() {
    return Loops.nio();
  }

  @BeforeAll
  static void ipv6() throws IOException {
    boolean here;
    try (ServerSocket socket = new ServerSocket(0, 1, Peer.address("::1"))) {
      here = socket.isBound();
    } catch (IOException none) {
      here = false;
    }
    assumeTrue(here, "there is no IPv6 loopback address here");
  }

  private void relays(String targetAddress) throws Exception {
    try (Rig rig = new Rig(loops(), "::1")) {
      Host host = rig.closing(new Host("t0", targetAddress));
      rig.apply(host.row());
      Peer client = rig.client("::1");
      try (Peer server = host.accept()) {
        client.send("up\n");
        assertEquals("up", server.line());
        server.send("down\n");
        assertEquals("down", client.line());
        assertEquals(Peer.address(targetAddress), server.socket.getLocalAddress());
        LiveConnection live = rig.live().get(0);
        assertEquals(Peer.address("::1"), live.key().client());
        assertEquals(client.socket.getLocalPort(), live.key().clientPort());
        assertEquals(rig.at.getAddress(), live.key().address());
      }
      client.close();
      rig.awaitLive(0);
      PlaneEvent.Closed closed = rig.events(PlaneEvent.Closed.class).get(0);
      assertEquals(3, closed.fromClient());
      assertEquals(5, closed.fromTarget());
    }
  }

  @Test
  void itsClientsReachTargetsWithIpv6() throws Exception {
    relays("::1");
  }

  @Test
  void itsClientsReachTargetsWithIpv4() throws Exception {
    relays("127.0.1.1");
  }

  @Test
  void theProxyProtocolTellsIpv6Clients() throws Exception {
    try (Rig rig = new Rig(loops(), "::1")) {
      Host host = rig.host(0);
      rig.apply(host.row(0, false, 1));
      Peer client = rig.client("::1");
      try (Peer server = host.accept()) {
        assertEquals(
            "PROXY TCP6 ::1 ::1 " + client.socket.getLocalPort() + " " + rig.at.getPort(),
            server.line().replace(LOOPBACK, "::1"));
      }
      rig.apply(host.row(0, false, 2));
      Peer binary = rig.client("::1");
      binary.send("data\n");
      try (Peer server = host.accept()) {
        ByteBuffer expected = ByteBuffer.allocate(52);
        expected.put(new byte[] {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10, 0x21, 0x21});
        expected.putShort((short) 36);
        expected.put(Peer.address("::1").getAddress()).put(Peer.address("::1").getAddress());
        expected.putShort((short) binary.socket.getLocalPort());
        expected.putShort((short) rig.at.getPort());
        assertArrayEquals(expected.array(), server.bytes(52));
        assertEquals("data", server.line());
      }
    }
  }
}
