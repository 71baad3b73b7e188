// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.loadstar.shell.wire.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on a Unix domain socket that belongs to its owner alone. One daemon thread accepts, one
 * more serves each connection, of which there are at most {@link #MAX_CONNECTIONS}; a line is at
 * most {@link #MAX_LINE} bytes long. Whatever comes in is answered, with an error if need be.
 */
final class ControlSocket implements AutoCloseable {
  static final int MAX_LINE = 64 * 1024;
  static final int MAX_CONNECTIONS = 16;
  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);

  private final SocketFile file;
  private final Supplier<Conversation> conversations;
  private final ServerSocketChannel server;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  /**
   * Listens from now on.
   *
   * @throws IOException if it cannot, or if another container listens there
   */
  ControlSocket(Path path, Supplier<Conversation> conversations) throws IOException {
    this.conversations = conversations;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      file = SocketFile.bind(server, path);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    daemon("loadstar-control", this::accept);
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel channel = server.accept();
        open.add(channel);
        if (open.size() > MAX_CONNECTIONS) {
          refuse(channel);
        } else {
          daemon("loadstar-control-connection", () -> serve(channel));
        }
      } catch (IOException e) {
        if (server.isOpen()) {
          LOG.warn("The control socket cannot accept: {}", e.getMessage());
        }
      }
    }
  }

  private void refuse(SocketChannel channel) {
    try (channel) {
      send(
          channel,
          Reply.failure(
                  Reply.NOT_RUNNING,
                  "the control socket has " + MAX_CONNECTIONS + " connections already; try again")
              .toLine());
    } catch (IOException e) {
      LOG.debug("The caller is gone", e);
    } finally {
      open.remove(channel);
    }
  }

  private void serve(SocketChannel channel) {
    try (channel;
        Conversation conversation = conversations.get()) {
      ByteBuffer buffer = ByteBuffer.allocate(MAX_LINE + 1);
      while (channel.read(buffer) >= 0) {
        answerLines(channel, buffer, conversation);
        if (!buffer.hasRemaining()) {
          send(
              channel,
              Reply.failure(Reply.WRONG_USE, "the request is longer than " + MAX_LINE + " bytes")
                  .toLine());
          return;
        }
      }
    } catch (IOException e) {
      LOG.debug("The caller is gone", e);
    } finally {
      open.remove(channel);
    }
  }

  /** Answers each whole line in the buffer and leaves the rest at its start. */
  private static void answerLines(
      SocketChannel channel, ByteBuffer buffer, Conversation conversation) throws IOException {
    buffer.flip();
    int start = 0;
    for (int i = 0; i < buffer.limit(); i++) {
      if (buffer.get(i) == '\n') {
        byte[] line = new byte[i - start];
        buffer.get(start, line);
        send(channel, conversation.answer(new String(line, StandardCharsets.UTF_8)));
        start = i + 1;
      }
    }
    buffer.position(start);
    buffer.compact();
  }

  private static void send(SocketChannel channel, String reply) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((reply + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      file.delete();
      for (SocketChannel channel : open) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.warn("The control socket cannot be closed: {}", e.getMessage());
    }
  }

  /** Whether somebody listens on the socket file. */
  static boolean alive(Path path) {
    if (!Files.exists(path)) {
      return false;
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return probe.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      return false;
    }
  }
}
