// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients and a server, with whatever is to be measured between them. The first byte of a
 * connection says what the server does.
 */
final class Traffic implements AutoCloseable {
  private static final int ONE = 'c';
  private static final int DOWN = 'd';
  private static final int UP = 'u';
  private static final int ECHO = 'e';
  private static final int PIECE = 256 * 1024;
  private static final int STREAMS = 6;
  private static final int CLIENTS = 32;

  private final ServerSocket server = new ServerSocket();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
          });
  private final long bytesOfStream;

  /** A server that sends so many bytes where it is asked for them. */
  Traffic(InetSocketAddress at, long bytesOfStream) throws IOException {
    this.bytesOfStream = bytesOfStream;
    server.bind(at, 1024);
    threads.execute(this::accept);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException closed) {
        // That is the end of it.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      switch (in.read()) {
        case ONE -> out.write(ONE);
        case DOWN -> send(out);
        case UP -> {
          receive(in);
          out.write(UP);
        }
        default -> {
          for (int b = in.read(); b >= 0; b = in.read()) {
            out.write(b);
          }
        }
      }
    } catch (IOException broken) {
      // The client sees it too.
    }
  }

  private void send(OutputStream out) throws IOException {
    byte[] piece = new byte[PIECE];
    for (long left = bytesOfStream; left > 0; left -= PIECE) {
      out.write(piece);
    }
  }

  private static long receive(InputStream in) throws IOException {
    byte[] piece = new byte[PIECE];
    long total = 0;
    for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
      total += n;
    }
    return total;
  }

  private static Socket connect(InetSocketAddress to, int what) throws IOException {
    Socket socket = new Socket();
    socket.connect(to);
    socket.setTcpNoDelay(true);
    socket.getOutputStream().write(what);
    return socket;
  }

  private interface Work {
    void run() throws IOException;
  }

  private void all(int count, Work work) throws Exception {
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      running.add(
          threads.submit(
              () -> {
                work.run();
                return null;
              }));
    }
    for (Future<?> each : running) {
      each.get();
    }
  }

  /** So many connections, each for a byte and its answer; clients come from many addresses. */
  void connections(InetSocketAddress to, int count) throws Exception {
    AtomicInteger next = new AtomicInteger();
    all(
        CLIENTS,
        () -> {
          for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            Socket socket = new Socket();
            try (socket) {
              socket.bind(
                  new InetSocketAddress(
                      InetAddress.getByAddress(new byte[] {127, 0, 9, (byte) (1 + i % 250)}), 0));
              socket.connect(to);
              socket.getOutputStream().write(ONE);
              require(socket.getInputStream().read() == ONE);
              require(socket.getInputStream().read() < 0);
            }
          }
        });
  }

  /** Streams from the server to clients; the bytes of all. */
  long down(InetSocketAddress to) throws Exception {
    all(
        STREAMS,
        () -> {
          try (Socket socket = connect(to, DOWN)) {
            require(receive(socket.getInputStream()) == bytesOfStream);
          }
        });
    return STREAMS * bytesOfStream;
  }

  /** Streams from clients to the server; the bytes of all. */
  long up(InetSocketAddress to) throws Exception {
    all(
        STREAMS,
        () -> {
          try (Socket socket = connect(to, UP)) {
            send(socket.getOutputStream());
            socket.shutdownOutput();
            require(socket.getInputStream().read() == UP);
          }
        });
    return STREAMS * bytesOfStream;
  }

  /** The 99th percentile of so many round trips of a byte, in microseconds. */
  static double roundTrip99(InetSocketAddress to, int count) throws IOException {
    double[] micros = new double[count];
    try (Socket socket = connect(to, ECHO)) {
      for (int i = 0; i < count; i++) {
        long began = System.nanoTime();
        socket.getOutputStream().write(i);
        require(socket.getInputStream().read() == (i & 0xFF));
        micros[i] = (System.nanoTime() - began) / 1e3;
      }
    }
    Arrays.sort(micros);
    return micros[count * 99 / 100];
  }

  private static void require(boolean right) throws IOException {
    if (!right) {
      throw new IOException("another answer than what was sent");
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
