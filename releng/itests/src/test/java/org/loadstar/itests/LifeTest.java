// SPDX-License-Identifier: EPL-2.0
package org.loadstar.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.loadstar.api.session.HostPort;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionManager;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.SessionState;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * What owns something living outlives its collaborators: a session types, to a server in another
 * process, while every bundle from which its owner imports no package is stopped, updated and
 * started, and every configuration is rewritten. Nothing is dropped.
 */
class LifeTest {
  private static final String OWNER = "org.loadstar.session";

  @TempDir Path folder;

  /** Types a user name over and over and lets the server answer, on a thread of its own. */
  private static final class Typist extends Thread {
    final Session session;
    final AtomicInteger rounds = new AtomicInteger();
    final AtomicReference<Throwable> fault = new AtomicReference<>();
    final AtomicBoolean stop = new AtomicBoolean();

    Typist(Session session) {
      super("typist");
      this.session = session;
    }

    @Override
    public void run() {
      try {
        while (!stop.get()) {
          round("OPERATOR", "PRIMARY MENU");
        }
      } catch (Throwable e) {
        fault.set(e);
      }
    }

    private void round(String user, String shows) throws Exception {
      assertTrue(session.type(user).toCompletableFuture().get(10, TimeUnit.SECONDS).accepted());
      press(Key.ENTER, shows);
      press(Key.PF3, "User name");
      rounds.incrementAndGet();
    }

    private void press(Key key, String shows) throws Exception {
      assertTrue(session.press(key).toCompletableFuture().get(10, TimeUnit.SECONDS).accepted());
      session
          .await(s -> s.shows(shows) && s.lock().isEmpty(), Duration.ofSeconds(10))
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
    }

    void moreRounds() throws InterruptedException {
      int before = rounds.get();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
      while (rounds.get() < before + 2 && fault.get() == null && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      if (fault.get() != null) {
        throw new AssertionError("the session was harmed", fault.get());
      }
      assertTrue(rounds.get() >= before + 2, "the session goes on typing");
    }
  }

  private static Set<String> importedBy(Bundle owner) {
    Set<String> names = new TreeSet<>();
    names.add(owner.getSymbolicName());
    owner
        .adapt(BundleWiring.class)
        .getRequiredWires("osgi.wiring.package")
        .forEach(w -> names.add(w.getProviderWiring().getBundle().getSymbolicName()));
    // The test's class path stands in for the API's bundle.
    names.add("org.loadstar.api");
    return names;
  }

  @Test
  @Timeout(120)
  void aTypingSessionOutlivesEveryBundleAndEveryConfiguration() throws Exception {
    Map<String, Map<String, Object>> serving =
        Map.of(
            "org.loadstar.net", Map.of("multicastInterfaces", List.of("lo")),
            "org.loadstar.slp.endpoint", Map.of("port", 14531),
            "org.loadstar.server.listener~life",
                Map.of("port", 0, "luPools", List.of("POOL2 3270002 5")));
    try (ServerProcess server = ServerProcess.start(folder, "equinox", serving);
        OwnFramework own = OwnFramework.start(folder.resolve("own"))) {
      own.configure("org.loadstar.net", Map.of("multicastInterfaces", List.of("lo")));
      own.configure("org.loadstar.slp.endpoint", Map.of("port", 14531));
      own.configure("org.loadstar.discovery", Map.of("saMulticastTimeoutMillis", 3000));
      own.configure("org.loadstar.session.profile~life", Map.of("luPool", "POOL2"));
      SessionManager manager = own.service(SessionManager.class);
      Session session =
          manager
              .open(SessionProfile.to(new HostPort("127.0.0.1", server.port())))
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS);
      session
          .await(s -> s.shows("User name") && s.lock().isEmpty(), Duration.ofSeconds(10))
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
      Typist typist = new Typist(session);
      typist.start();
      typist.moreRounds();
      restartEveryCollaborator(own, typist);
      rewriteEveryConfiguration(own, typist);
      typist.stop.set(true);
      typist.join(10_000);
      assertEquals(SessionState.CONNECTED, session.state());
      assertEquals(1, session.choices().size(), "it never looked for another server");
      session.close();
    }
  }

  private static void restartEveryCollaborator(OwnFramework own, Typist typist) throws Exception {
    Bundle owner = bundle(own, OWNER);
    Set<String> spared = importedBy(owner);
    List<String> restarted = new ArrayList<>();
    for (Bundle bundle : own.context().getBundles()) {
      String name = bundle.getSymbolicName();
      if (name.startsWith("org.loadstar.") && !spared.contains(name)) {
        bundle.stop();
        typist.moreRounds();
        bundle.update();
        typist.moreRounds();
        bundle.start();
        typist.moreRounds();
        restarted.add(name);
      }
    }
    System.out.println("life: stopped, updated and started " + restarted);
    assertTrue(restarted.contains("org.loadstar.discovery"), restarted.toString());
    assertTrue(restarted.contains("org.loadstar.ranking"), restarted.toString());
    assertTrue(restarted.contains("org.loadstar.slp.endpoint"), restarted.toString());
    assertTrue(restarted.contains("org.loadstar.shell"), restarted.toString());
    assertEquals(Bundle.ACTIVE, owner.getState());
  }

  private static void rewriteEveryConfiguration(OwnFramework own, Typist typist) throws Exception {
    Map<String, Map<String, Object>> pids =
        Map.of(
            "org.loadstar.net", Map.of("threads", 1, "multicastInterfaces", List.of("lo")),
            "org.loadstar.slp.endpoint", Map.of("port", 14532),
            "org.loadstar.discovery", Map.of("saMulticastTimeoutMillis", 1000),
            "org.loadstar.ranking", Map.of("spreadPoints", 11),
            "org.loadstar.agent", Map.of("lifetimeSeconds", 77),
            "org.loadstar.session.profile~life", Map.of("luPool", "POOL3", "slp", "off"),
            "org.loadstar.session.profile~second", Map.of("hosts", List.of("h:23")),
            "org.loadstar.server.listener~own",
                Map.of("port", 0, "luPools", List.of("POOL9 3270002 1")),
            "org.loadstar.agent.gateway~g", Map.of("url", "service:tn3270://g.example:23"));
    for (Map.Entry<String, Map<String, Object>> pid : pids.entrySet()) {
      own.configure(pid.getKey(), pid.getValue());
      typist.moreRounds();
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
