// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.wire;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The caller's end of the control socket. Blocking; for one thread. */
public final class ControlClient implements AutoCloseable {
  private final SocketChannel channel;
  private final BufferedReader in;

  private ControlClient(SocketChannel channel) {
    this.channel = channel;
    this.in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
  }

  /**
   * Connects.
   *
   * @throws IOException if nobody listens there
   */
  public static ControlClient connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new ControlClient(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Sends a request and waits for its reply. */
  public Reply call(Request request) throws IOException {
    return callLine(request.toLine());
  }

  /** Sends a line as it is and waits for the reply. */
  public Reply callLine(String request) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8));
    @Nullable IOException closed = null;
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      closed = e; // a refused connection is told why before it is closed
    }
    String line = in.readLine();
    if (line == null && closed != null) {
      throw closed;
    }
    if (line == null) {
      throw new EOFException("the container closed the control socket");
    }
    try {
      return Reply.parse(line);
    } catch (JsonException e) {
      throw new IOException("the container's reply cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
