// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.loadstar.shell.wire.ControlClient;
import org.loadstar.shell.wire.Reply;
import org.loadstar.shell.wire.Request;

class ControlSocketTest {
  @TempDir Path folder;
  private Path path;
  private final CommandTable commands = new CommandTable(List.of(new Echo()));
  private final CountDownLatch slow = new CountDownLatch(1);
  private ControlSocket socket;

  /** Gives its arguments back; {@code wait} waits. */
  private final class Echo implements Command {
    @Override
    public String name() {
      return "echo";
    }

    @Override
    public String usage() {
      return "";
    }

    @Override
    public String summary() {
      return "gives its arguments back";
    }

    @Override
    public Result run(List<String> args) throws CommandException {
      if (args.contains("throw")) {
        throw new IllegalStateException("on purpose");
      }
      if (args.contains("wait")) {
        try {
          assertTrue(slow.await(30, SECONDS));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return Result.done(String.join(" ", args) + "\n", Json.object("args", args));
    }
  }

  @BeforeEach
  void open() throws IOException {
    path = folder.resolve("run/control");
    socket = listen();
  }

  private ControlSocket listen() throws IOException {
    return new ControlSocket(path, () -> commands::apply);
  }

  @AfterEach
  void close() {
    slow.countDown();
    socket.close();
  }

  private static Reply echo(ControlClient client, String... args) throws IOException {
    return client.call(new Request("echo", List.of(args), false));
  }

  @Test
  void requestsAreAnsweredInTextAndJson() throws IOException {
    try (ControlClient client = ControlClient.connect(path)) {
      assertEquals(new Reply(0, "a b\n", ""), echo(client, "a", "b"));
      assertEquals(
          new Reply(0, "{\"args\":[\"a\"]}\n", ""),
          client.call(new Request("echo", List.of("a"), true)));
    }
  }

  @Test
  void onlyTheOwnerMayConnect() throws IOException {
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent())));
  }

  @Test
  void badInputIsAnsweredAndTheConnectionGoesOn() throws IOException {
    try (ControlClient client = ControlClient.connect(path)) {
      for (String bad : List.of("", "nonsense", "{\"command\":7}", "[]", "\u0000\uffff")) {
        Reply reply = client.callLine(bad);
        assertEquals(2, reply.exit(), bad);
        assertTrue(reply.err().startsWith("the request is not understood: "), reply.err());
      }
      assertEquals(2, client.call(new Request("nothing", List.of(), false)).exit());
      assertEquals("still here\n", echo(client, "still", "here").out());
    }
  }

  @Test
  void aCommandThatThrowsIsAnswered() throws IOException {
    try (ControlClient client = ControlClient.connect(path)) {
      assertTrue(echo(client, "throw").err().contains("on purpose"));
      assertEquals("ok\n", echo(client, "ok").out());
    }
  }

  @Test
  void aLineWithoutEndIsRefusedAndCostsNoMemory() throws IOException {
    try (ControlClient client = ControlClient.connect(path)) {
      Reply reply = client.callLine("x".repeat(ControlSocket.MAX_LINE + 1));
      assertEquals(2, reply.exit());
      assertTrue(reply.err().contains("longer than"), reply.err());
    }
    try (ControlClient client = ControlClient.connect(path)) {
      assertEquals("ok\n", echo(client, "ok").out());
    }
  }

  @Test
  void aSlowCallerHoldsUpNobody() throws Exception {
    try (ControlClient first = ControlClient.connect(path);
        ControlClient second = ControlClient.connect(path)) {
      CompletableFuture<Reply> waiting =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return echo(first, "wait");
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertEquals("quick\n", echo(second, "quick").out());
      assertFalse(waiting.isDone());
      slow.countDown();
      assertEquals("wait\n", waiting.get(10, SECONDS).out());
    }
  }

  @Test
  void tooManyConnectionsAreToldSo() throws IOException {
    List<ControlClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < ControlSocket.MAX_CONNECTIONS; i++) {
        clients.add(ControlClient.connect(path));
        echo(clients.get(i), "here");
      }
      try (ControlClient one = ControlClient.connect(path)) {
        assertEquals(5, echo(one, "more").exit());
      }
      clients.remove(0).close();
      await()
          .atMost(10, SECONDS)
          .ignoreExceptions()
          .until(
              () -> {
                try (ControlClient one = ControlClient.connect(path)) {
                  return echo(one, "again").exit() == 0;
                }
              });
    } finally {
      for (ControlClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void aLivingContainersSocketIsNotTaken() {
    String message = assertThrows(IOException.class, this::listen).getMessage();
    assertTrue(message.contains("another container is running"), message);
    assertTrue(ControlSocket.alive(path));
  }

  @Test
  void aDeadContainersSocketIsReplaced() throws IOException {
    socket.close();
    assertFalse(Files.exists(path));
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertTrue(Files.exists(path), "closing leaves the file, as a killed process does");
    socket = listen();
    assertTrue(ControlSocket.alive(path));
  }

  @Test
  void aFileThatIsNoSocketIsLeftAlone() throws IOException {
    socket.close();
    Files.writeString(path, "mine");
    String message = assertThrows(IOException.class, this::listen).getMessage();
    assertTrue(message.contains("not a socket"), message);
    assertEquals("mine", Files.readString(path));
  }

  @Test
  void aPathThatIsTooLongIsNamed() throws IOException {
    path = folder.resolve("x".repeat(100));
    String message = assertThrows(IOException.class, this::listen).getMessage();
    assertTrue(message.contains("longer than"), message);
  }
}
