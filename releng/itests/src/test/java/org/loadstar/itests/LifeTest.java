// SPDX-License-Identifier: EPL-2.0
package org.loadstar.itests;

import static java.util.Map.entry;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.loadstar.api.session.HostPort;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionManager;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.SessionState;
import org.loadstar.testkit.Ports;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * What owns something living outlives its collaborators: a session types, to a server in another
 * process, and a relayed transfer runs, while every bundle from which their owners import no
 * package is stopped, updated and started, and every configuration is rewritten. Nothing is
 * dropped.
 */
class LifeTest {
  private static final List<String> OWNERS =
      List.of("org.loadstar.session", "org.loadstar.distributor");

  private static final String VIP = "org.loadstar.distributor.vip~life";
  private static final String TARGET = "org.loadstar.distributor.target~echo";

  @TempDir Path folder;

  /** Does something over and over, on a thread of its own, and tells when it fails. */
  private abstract static class Work extends Thread {
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicReference<Throwable> fault = new AtomicReference<>();
    private final AtomicBoolean stop = new AtomicBoolean();

    Work(String name) {
      super(name);
    }

    abstract void round() throws Exception;

    @Override
    public void run() {
      try {
        while (!stop.get()) {
          round();
          rounds.incrementAndGet();
        }
      } catch (Throwable e) {
        fault.set(e);
      }
    }

    void moreRounds() throws InterruptedException {
      int before = rounds.get();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
      while (rounds.get() < before + 2 && fault.get() == null && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      if (fault.get() != null) {
        throw new AssertionError(getName() + " was harmed", fault.get());
      }
      assertTrue(rounds.get() >= before + 2, getName() + " goes on");
    }

    void end() throws InterruptedException {
      stop.set(true);
      join(10_000);
    }
  }

  /** Types a user name and lets the server answer. */
  private static final class Typist extends Work {
    private final Session session;

    Typist(Session session) {
      super("the session");
      this.session = session;
    }

    @Override
    void round() throws Exception {
      assertTrue(session.type("OPERATOR").toCompletableFuture().get(10, SECONDS).accepted());
      press(Key.ENTER, "PRIMARY MENU");
      press(Key.PF3, "User name");
    }

    private void press(Key key, String shows) throws Exception {
      assertTrue(session.press(key).toCompletableFuture().get(10, SECONDS).accepted());
      session
          .await(s -> s.shows(shows) && s.lock().isEmpty(), Duration.ofSeconds(10))
          .toCompletableFuture()
          .get(10, SECONDS);
    }
  }

  /** Sends bytes through the distributed address to a target that sends them back. */
  private static final class Transfer extends Work {
    private final Random random = new Random(3270);
    private final Socket socket;

    Transfer(Socket socket) {
      super("the relayed transfer");
      this.socket = socket;
    }

    @Override
    void round() throws IOException {
      byte[] block = new byte[16_384];
      random.nextBytes(block);
      socket.getOutputStream().write(block);
      assertArrayEquals(block, socket.getInputStream().readNBytes(block.length));
    }
  }

  /** A target that sends back what it gets. */
  private static final class Echo extends Thread implements AutoCloseable {
    final ServerSocket server;

    Echo() throws IOException {
      super("echo");
      server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @Override
    public void run() {
      while (true) {
        try (Socket one = server.accept()) {
          one.getInputStream().transferTo(one.getOutputStream());
        } catch (IOException e) {
          if (server.isClosed()) {
            return;
          }
        }
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private static Set<String> importedBy(List<Bundle> owners) {
    Set<String> names = new TreeSet<>();
    for (Bundle owner : owners) {
      names.add(owner.getSymbolicName());
      owner
          .adapt(BundleWiring.class)
          .getRequiredWires("osgi.wiring.package")
          .forEach(w -> names.add(w.getProviderWiring().getBundle().getSymbolicName()));
    }
    // The test's class path stands in for the API's bundle.
    names.add("org.loadstar.api");
    return names;
  }

  @Test
  @Timeout(300)
  void aTypingSessionAndARelayedTransferOutliveEveryBundleAndEveryConfiguration() throws Exception {
    int slpPort = Ports.free();
    Map<String, Map<String, Object>> serving =
        Map.of(
            "org.loadstar.net", Map.of("multicastInterfaces", List.of("lo")),
            "org.loadstar.slp.endpoint", Map.of("port", slpPort),
            "org.loadstar.server.listener~life",
                Map.of("port", 0, "luPools", List.of("POOL2 3270002 5")));
    int port = Ports.free();
    try (ServerProcess server = ServerProcess.start(folder, "equinox", serving);
        Echo echo = new Echo();
        OwnFramework own = OwnFramework.start(folder.resolve("own"))) {
      own.configure("org.loadstar.net", Map.of("multicastInterfaces", List.of("lo")));
      own.configure("org.loadstar.slp.endpoint", Map.of("port", slpPort));
      own.configure("org.loadstar.discovery", Map.of("saMulticastTimeoutMillis", 3000));
      own.configure("org.loadstar.session.profile~life", Map.of("luPool", "POOL2"));
      echo.start();
      own.configure(TARGET, Map.of("port", echo.server.getLocalPort()));
      own.configure(
          VIP, Map.of("ports", List.of(String.valueOf(port)), "targets", List.of("echo")));
      SessionManager manager = own.service(SessionManager.class);
      Session session =
          manager
              .open(SessionProfile.to(new HostPort("127.0.0.1", server.port())))
              .toCompletableFuture()
              .get(20, SECONDS);
      session
          .await(s -> s.shows("User name") && s.lock().isEmpty(), Duration.ofSeconds(10))
          .toCompletableFuture()
          .get(10, SECONDS);
      Socket relayed =
          Awaitility.await().atMost(20, SECONDS).until(() -> connect(port), s -> s != null);
      List<Work> works = List.of(new Typist(session), new Transfer(relayed));
      works.forEach(Thread::start);
      moreRounds(works);
      restartEveryCollaborator(own, works);
      rewriteEveryConfiguration(own, works);
      for (Work work : works) {
        work.end();
      }
      relayed.close();
      assertEquals(SessionState.CONNECTED, session.state());
      assertEquals(1, session.choices().size(), "it never looked for another server");
      session.close();
    }
  }

  /** A connection whose target answers, or null where nobody takes it yet. */
  private static Socket connect(int port) {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(1);
      if (socket.getInputStream().read() == 1) {
        return socket;
      }
      socket.close();
    } catch (IOException notYet) {
      return null;
    }
    return null;
  }

  private static void moreRounds(List<Work> works) throws InterruptedException {
    for (Work work : works) {
      work.moreRounds();
    }
  }

  private static void restartEveryCollaborator(OwnFramework own, List<Work> works)
      throws Exception {
    List<Bundle> owners = OWNERS.stream().map(name -> bundle(own, name)).toList();
    Set<String> spared = importedBy(owners);
    List<String> restarted = new ArrayList<>();
    for (Bundle bundle : own.context().getBundles()) {
      String name = bundle.getSymbolicName();
      if (name.startsWith("org.loadstar.") && !spared.contains(name)) {
        bundle.stop();
        moreRounds(works);
        bundle.update();
        moreRounds(works);
        bundle.start();
        moreRounds(works);
        restarted.add(name);
      }
    }
    System.out.println("life: stopped, updated and started " + restarted);
    assertTrue(restarted.contains("org.loadstar.discovery"), restarted.toString());
    assertTrue(restarted.contains("org.loadstar.ranking"), restarted.toString());
    assertTrue(restarted.contains("org.loadstar.slp.endpoint"), restarted.toString());
    assertTrue(restarted.contains("org.loadstar.shell"), restarted.toString());
    assertTrue(restarted.contains("org.loadstar.server"), restarted.toString());
    owners.forEach(owner -> assertEquals(Bundle.ACTIVE, owner.getState()));
  }

  private static void rewriteEveryConfiguration(OwnFramework own, List<Work> works)
      throws Exception {
    Map<String, Map<String, Object>> pids =
        Map.ofEntries(
            entry("org.loadstar.net", Map.of("threads", 1, "multicastInterfaces", List.of("lo"))),
            entry("org.loadstar.slp.endpoint", Map.of("port", Ports.free())),
            entry("org.loadstar.discovery", Map.of("saMulticastTimeoutMillis", 1000)),
            entry("org.loadstar.ranking", Map.of("spreadPoints", 11)),
            entry("org.loadstar.agent", Map.of("lifetimeSeconds", 77)),
            entry("org.loadstar.session.profile~life", Map.of("luPool", "POOL3", "slp", "off")),
            entry("org.loadstar.session.profile~second", Map.of("hosts", List.of("h:23"))),
            entry(
                "org.loadstar.server.listener~own",
                Map.of("port", 0, "luPools", List.of("POOL9 3270002 1"))),
            entry("org.loadstar.agent.gateway~g", Map.of("url", "service:tn3270://g.example:23")),
            entry(TARGET, Map.of("port", 9, "check", "none")),
            entry(
                VIP,
                Map.of(
                    "ports", List.of(String.valueOf(Ports.free())), "targets", List.of("other"))));
    for (Map.Entry<String, Map<String, Object>> pid : pids.entrySet()) {
      own.configure(pid.getKey(), pid.getValue());
      moreRounds(works);
    }
    System.out.println("life: rewrote " + new TreeSet<>(pids.keySet()));
  }

  private static Bundle bundle(OwnFramework own, String name) {
    for (Bundle bundle : own.context().getBundles()) {
      if (name.equals(bundle.getSymbolicName())) {
        return bundle;
      }
    }
    throw new AssertionError("no bundle " + name);
  }
}
