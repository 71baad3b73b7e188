// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.LiveConnection;
import org.loadstar.api.distributor.PlaneEvent;
import org.loadstar.api.distributor.PortRange;
import org.loadstar.distributor.ftp.FtpHelper;
import org.loadstar.testkit.Ports;

/** FTP through the relay, with a client and a target that say what the tests want. */
class FtpRelayTest {
  private final Rig rig = new Rig(loops());
  private Host host;
  private Peer client;
  private Peer server;

  Loops loops() {
    return Loops.nio();
  }

  @BeforeEach
  void login() throws Exception {
    host = rig.host(0);
    rig.apply(Rig.LIMITS, FtpHelper.FTP, Map.of(), host.row());
    begin();
  }

  private void begin() throws Exception {
    client = rig.client();
    server = rig.closing(host.accept());
    server.send("220 ready\r\n");
    assertEquals("220 ready", client.line());
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  private static String six(InetSocketAddress at) {
    return at.getAddress().getHostAddress().replace('.', ',')
        + ","
        + (at.getPort() >> 8)
        + ","
        + (at.getPort() & 0xFF);
  }

  private static InetSocketAddress six(String text) {
    String[] six = text.replaceAll("[^0-9,]", "").split(",");
    return new InetSocketAddress(
        Peer.address(String.join(".", six[0], six[1], six[2], six[3])),
        Integer.parseInt(six[4]) * 256 + Integer.parseInt(six[5]));
  }

  /** PASV; the port of the distributed address. */
  private InetSocketAddress passive(Host data) throws Exception {
    client.send("PASV\r\n");
    assertEquals("PASV", server.line());
    server.send("227 Entering Passive Mode (" + six(data.at()) + ").\r\n");
    String reply = client.line();
    assertTrue(reply.startsWith("227 "), reply);
    InetSocketAddress at = six(reply.substring(4));
    assertEquals(rig.at.getAddress(), at.getAddress());
    return at;
  }

  private void assertData(Peer from, Peer to) throws Exception {
    from.send("file content");
    from.close();
    assertEquals("file content", to.line());
    to.close();
  }

  @Test
  void aPassiveConnectionGoesToTheOwnerFromTheSameAddress() throws Exception {
    Host data = rig.host(0);
    InetSocketAddress at = passive(data);
    Peer dataClient = rig.closing(Peer.connect("127.0.2.1", at));
    Peer dataServer = rig.closing(data.accept());
    assertEquals(server.socket.getInetAddress(), dataServer.socket.getInetAddress());
    await().until(() -> rig.live().size() == 2);
    LiveConnection live =
        rig.live().stream().filter(c -> c.key().port() == at.getPort()).findFirst().orElseThrow();
    assertEquals("t0", live.target());
    assertEquals(ConnectionCause.EXPECTATION, live.cause());
    assertData(dataServer, dataClient);
    rig.awaitLive(1);
  }

  @Test
  void aPassivePortIsForOneConnectionOfThatClient() throws Exception {
    Host data = rig.host(0);
    InetSocketAddress at = passive(data);
    assertTrue(Peer.isRefused("127.0.2.66", at));
    Peer dataClient = rig.closing(Peer.connect("127.0.2.1", at));
    Peer dataServer = rig.closing(data.accept());
    assertTrue(Peer.isRefused("127.0.2.1", at));
    assertData(dataClient, dataServer);
  }

  @Test
  void aPassivePortThatIsNotUsedClosesWithTheNextAndWithTheControlConnection() throws Exception {
    Host data = rig.host(0);
    InetSocketAddress first = passive(data);
    InetSocketAddress second = passive(data);
    await().until(() -> Peer.isRefused("127.0.2.66", first));
    assertTrue(first.getPort() != second.getPort());
    client.close();
    server.close();
    rig.awaitLive(0);
    await().until(() -> isClosed(second));
  }

  private static boolean isClosed(InetSocketAddress at) {
    try {
      Peer.connect("127.0.2.1", at).close();
      return false;
    } catch (IOException refused) {
      return true;
    }
  }

  @Test
  void anActiveConnectionComesFromTheDistributedAddress() throws Exception {
    Host data = rig.closing(new Host("client", "127.0.2.1"));
    client.send("PORT " + six(data.at()) + "\r\nRETR file\r\n");
    String command = server.line();
    InetSocketAddress at = six(command.substring(5));
    assertEquals(server.socket.getInetAddress(), at.getAddress());
    assertEquals("RETR file", server.line());
    assertTrue(Peer.isRefused("127.0.2.66", at));
    Peer dataServer = rig.closing(Peer.connect("127.0.1.1", at));
    Peer dataClient = rig.closing(data.accept());
    InetAddress seen = dataClient.socket.getInetAddress();
    assertEquals(rig.at.getAddress(), seen);
    await().until(() -> rig.live().size() == 2);
    assertTrue(
        rig.live().stream()
            .anyMatch(
                c ->
                    c.cause() == ConnectionCause.OUTBOUND
                        && c.key().port() == dataClient.socket.getPort()
                        && c.key().clientPort() == data.at().getPort()));
    assertData(dataServer, dataClient);
    rig.awaitLive(1);
  }

  /** Seen with curl and small files: it takes a reply before the connection for a failure. */
  @Test
  void noReplyOvertakesTheActiveConnectionThatItIsAbout() throws Exception {
    try (ServerSocketChannel data = ServerSocketChannel.open()) {
      data.bind(new InetSocketAddress("127.0.2.1", 0)).configureBlocking(false);
      InetSocketAddress at = (InetSocketAddress) data.getLocalAddress();
      for (int transfer = 0; transfer < 300; transfer++) {
        client.send("PORT " + six(at) + "\r\n");
        Peer.connect("127.0.1.1", six(server.line().substring(5))).close();
        server.send("226 done\r\n");
        assertEquals("226 done", client.line());
        SocketChannel taken = data.accept();
        assertNotNull(taken, "transfer " + transfer);
        taken.close();
      }
    }
  }

  @Test
  void nobodyIsMadeToConnectToAThird() throws Exception {
    Host third = rig.closing(new Host("third", "127.0.2.77"));
    client.send("PORT " + six(third.at()) + "\r\nPASV\r\n");
    assertTrue(client.line().startsWith("501 "));
    assertEquals("PASV", server.line());
    server.send("227 Entering Passive Mode (" + six(third.at()) + ").\r\n");
    assertTrue(client.line().startsWith("425 "));
    assertEquals(1, rig.live().size());
  }

  @Test
  void aClientThatDoesNotTakeItsDataConnectionIsToldToTheTarget() throws Exception {
    Host data = rig.closing(new Host("client", "127.0.2.1"));
    data.close();
    client.send("PORT " + six(data.at()) + "\r\n");
    InetSocketAddress at = six(server.line().substring(5));
    Peer dataServer = rig.closing(Peer.connect("127.0.1.1", at));
    assertTrue(dataServer.isOver());
    assertEquals(1, rig.live().size());
  }

  @Test
  void theEndOfTheControlConnectionPassesThrough() throws Exception {
    client.send("QUIT\r\n");
    client.endOutput();
    assertEquals("QUIT", server.line());
    assertTrue(server.isOver());
    server.send("221 bye\r\n");
    server.close();
    assertEquals("221 bye", client.line());
    assertTrue(client.isOver());
    rig.awaitLive(0);
  }

  @Test
  void whoDoesNotReadItsRepliesIsReadNoMore() throws Exception {
    byte[] commands = "LPSV\r\n".repeat(1000).getBytes(StandardCharsets.US_ASCII);
    AtomicLong written = new AtomicLong();
    Thread writer =
        new Thread(
            () -> {
              try {
                while (written.get() < 100_000_000) {
                  client.send(commands);
                  written.addAndGet(commands.length);
                }
              } catch (IOException over) {
                // That is the end of it.
              }
            });
    writer.setDaemon(true);
    writer.start();
    AtomicLong before = new AtomicLong(-1);
    await()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> written.get() > 0 && before.getAndSet(written.get()) == written.get());
    assertTrue(written.get() < 40_000_000, "written: " + written);
    client.reset();
    rig.awaitLive(0);
  }

  @Test
  void encryptedControlConnectionsUseTheirTargetsSlice() throws Exception {
    int first = Ports.free();
    PortRange slice = new PortRange(first, first);
    rig.apply(Rig.LIMITS, FtpHelper.FTP, Map.of("t0", slice), host.row());
    InetSocketAddress at = new InetSocketAddress(rig.at.getAddress(), first);
    assertTrue(isClosed(at));
    try (ServerSocket data = new ServerSocket(first, 10, Peer.address("127.0.1.1"))) {
      client.send("AUTH TLS\r\n");
      assertEquals("AUTH TLS", server.line());
      server.send("234 go\r\n");
      assertEquals("234 go", client.line());
      client.send("\026\003\001 secret \0\n");
      assertEquals("\026\003\001 secret \0", server.line());
      await().until(() -> !isClosed(at)); // it is a connection too, that the target takes
      data.accept().close();
      assertTrue(Peer.isRefused("127.0.2.66", at));
      Peer dataClient = rig.closing(Peer.connect("127.0.2.1", at));
      Peer dataServer = rig.closing(new Peer(data.accept()));
      assertData(dataServer, dataClient);
      client.close();
      server.close();
      await().until(() -> isClosed(at));
    }
    rig.awaitLive(0);
    assertTrue(
        rig.events(PlaneEvent.Opened.class).stream()
            .anyMatch(o -> o.cause() == ConnectionCause.SLICE && o.target().equals("t0")));
  }

  @Test
  void aWithdrawnAddressLetsItsControlConnectionsWork() throws Exception {
    rig.plane.withdraw(Rig.VIP, false);
    Host data = rig.host(0);
    InetSocketAddress at = passive(data);
    Peer dataClient = rig.closing(Peer.connect("127.0.2.1", at));
    Peer dataServer = rig.closing(data.accept());
    assertData(dataServer, dataClient);
  }
}
