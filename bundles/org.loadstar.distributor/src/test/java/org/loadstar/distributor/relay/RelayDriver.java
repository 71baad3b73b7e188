// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.ForwardingPlane;
import org.loadstar.api.distributor.TargetRow;
import org.loadstar.distributor.contract.PlaneDriver;
import org.loadstar.testkit.Ports;

/** The relay with real clients and targets on loopback addresses. */
final class RelayDriver implements PlaneDriver {
  private static final int TARGETS = 3;
  private static final int PORTS = 4;

  private final Loops loops;
  private final RelayPlane plane;
  private final Map<Integer, Served> served = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final List<ServerSocket> servers = new ArrayList<>();
  private final List<Peer> clients = new ArrayList<>();
  private final int firstPort;

  /** A connection at its target. */
  private record Served(Peer peer, CountDownLatch ended) {}

  RelayDriver(Loops loops) {
    this.loops = loops;
    plane = new RelayPlane(loops, (name, start) -> null);
    firstPort = listen();
  }

  /** Each target listens at the same ports of its own address. */
  private int listen() {
    while (true) {
      int first = Ports.free();
      try {
        for (int t = 0; t < TARGETS; t++) {
          for (int p = 0; p < PORTS; p++) {
            ServerSocket server = new ServerSocket();
            servers.add(server);
            server.bind(new InetSocketAddress(target(t, 0).address(), first + p));
          }
        }
        for (int i = 0; i < servers.size(); i++) {
          serve("t" + i / PORTS, servers.get(i));
        }
        return first;
      } catch (IOException taken) {
        closeServers();
      }
    }
  }

  private void serve(String name, ServerSocket server) {
    thread(
        () -> {
          while (true) {
            Peer peer = new Peer(server.accept());
            thread(() -> serve(name, peer));
          }
        });
  }

  private void serve(String name, Peer peer) throws IOException {
    int number = numbers.incrementAndGet();
    Served connection = new Served(peer, new CountDownLatch(1));
    served.put(number, connection);
    peer.socket.setSoTimeout(0);
    peer.send(name + " " + number + "\n");
    while (!peer.line().isEmpty()) {
      peer.send(name + "\n");
    }
    connection.ended.countDown();
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void thread(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException over) {
                // The socket is closed.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public ForwardingPlane plane() {
    return plane;
  }

  @Override
  public InetAddress address() {
    return Peer.address("127.0.0.1");
  }

  @Override
  public int port(int number) {
    return firstPort + number;
  }

  @Override
  public TargetRow target(int number) {
    return target(number, firstPort);
  }

  private static TargetRow target(int number, int port) {
    InetAddress address = Peer.address("127.0.1." + (number + 1));
    return new TargetRow("t" + number, address, port, false, 0, false, 0);
  }

  @Override
  public InetAddress client(int number) {
    return Peer.address("127.0.2." + (number + 1));
  }

  @Override
  public long now() {
    return System.currentTimeMillis();
  }

  @Override
  public Client connect(int client, int port) throws Exception {
    loops.settle(); // the sockets of the last table are open then
    try {
      Peer peer =
          Peer.connect(client(client).getHostAddress(), new InetSocketAddress(address(), port));
      clients.add(peer);
      return new Connected(peer, peer.line());
    } catch (IOException refused) {
      return new Connected(new Peer(new Socket()), "");
    }
  }

  @Override
  public void close() {
    plane.close();
    for (Peer client : clients) {
      try {
        client.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    closeServers();
    loops.close();
  }

  private void closeServers() {
    for (ServerSocket server : servers) {
      try {
        server.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    servers.clear();
  }

  private final class Connected implements Client {
    private final Peer peer;
    private final int number;
    private Optional<String> target;

    Connected(Peer peer, String greeting) {
      this.peer = peer;
      String[] words = greeting.split(" ");
      target = greeting.isEmpty() ? Optional.empty() : Optional.of(words[0]);
      number = greeting.isEmpty() ? 0 : Integer.parseInt(words[1]);
    }

    @Override
    public ConnectionKey key() {
      return new ConnectionKey(
          peer.socket.getLocalAddress(),
          peer.socket.getLocalPort(),
          peer.socket.getInetAddress(),
          peer.socket.getPort());
    }

    @Override
    public Optional<String> target() {
      return target;
    }

    @Override
    public Optional<String> send() throws Exception {
      peer.send("who\n");
      return Optional.of(peer.line()).filter(name -> !name.isEmpty());
    }

    private Served server() {
      return Optional.ofNullable(served.get(number)).orElseThrow();
    }

    @Override
    public void halfClose() throws Exception {
      peer.endOutput();
      if (!server().ended.await(10, TimeUnit.SECONDS)) {
        throw new AssertionError("the target has not seen the end");
      }
    }

    @Override
    public void close() throws Exception {
      halfClose();
      server().peer.close();
      peer.close();
      target = Optional.empty();
    }

    @Override
    public void reset() throws Exception {
      peer.reset();
      target = Optional.empty();
    }
  }
}
