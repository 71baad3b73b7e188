// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.loadstar.tn3270.datastream.S3270;

/** Our server's end of the negotiation with the real {@code s3270}. */
class S3270NegotiationTest {
  private static final Set<Tn3270eFunction> OFFERED =
      Set.of(Tn3270eFunction.BIND_IMAGE, Tn3270eFunction.RESPONSES, Tn3270eFunction.SYSREQ);

  private final Pool pool = new Pool();
  private ServerSocket listener;
  private Process terminal;
  private Socket connection;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(S3270.isInstalled(), "s3270 is not installed");
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    listener.setSoTimeout(20_000);
    terminal = new ProcessBuilder("s3270", "-model", "3278-4").redirectErrorStream(true).start();
  }

  @AfterEach
  void stop() throws IOException {
    if (terminal != null) {
      terminal.destroyForcibly();
    }
    if (connection != null) {
      connection.close();
    }
    if (listener != null) {
      listener.close();
    }
  }

  @Test
  void itGetsATerminalOfThePoolWithAllItsFunctions() throws IOException {
    End server = negotiate("POOL1@");
    String device = "IBM-3278-4-E BIND-IMAGE RESPONSES SYSREQ";
    assertEquals(List.of("connected TN3270E as TERM0001 " + device), server.came);
  }

  @Test
  void itAcceptsFewerFunctions() throws IOException {
    End server = new End(new ServerNegotiation(Set.of(Tn3270eFunction.RESPONSES), pool));
    connect("", server);
    assertEquals(List.of("connected TN3270E as TERM0001 IBM-3278-4-E RESPONSES"), server.came);
  }

  @Test
  void itIsServedByPlainTn3270WhenItWillNotDoTn3270e() throws IOException {
    End server = negotiate("N:POOL1@");
    assertEquals(List.of("connected TN3270 as TERM0001 IBM-3278-4-E"), server.came);
  }

  @Test
  void itUnderstandsThatAPoolIsUnknown() throws IOException {
    End server = negotiate("NOWHERE@");
    assertEquals("DEVICE-TYPE REJECT REASON INV-NAME", server.said.get(2));
    assertEquals(List.of("Rejected[reason=INV-NAME]"), server.came);
  }

  private End negotiate(String prefix) throws IOException {
    End server = new End(new ServerNegotiation(OFFERED, pool));
    connect(prefix, server);
    return server;
  }

  /** Lets the terminal connect, and talks until the server has come to something. */
  private void connect(String prefix, End server) throws IOException {
    String command = "Connect(\"" + prefix + "127.0.0.1:" + listener.getLocalPort() + "\")\n";
    terminal.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
    terminal.getOutputStream().flush();
    connection = listener.accept();
    connection.setSoTimeout(20_000);
    byte[] buffer = new byte[4096];
    send(server.take());
    while (server.came.isEmpty()) {
      int count = connection.getInputStream().read(buffer);
      if (count < 0) {
        throw new IOException("s3270 closed the connection after " + server.said + terminalSays());
      }
      server.hear(Unpooled.wrappedBuffer(buffer, 0, count));
      send(server.take());
    }
  }

  private void send(ByteBuf bytes) throws IOException {
    byte[] out = new byte[bytes.readableBytes()];
    bytes.readBytes(out);
    connection.getOutputStream().write(out);
  }

  private String terminalSays() throws IOException {
    terminal.destroy();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(terminal.getInputStream(), StandardCharsets.UTF_8))) {
      return String.join("\n", reader.lines().toList());
    }
  }
}
