// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionListener;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.SessionState;
import org.loadstar.session.internal.profile.ProfileComponent;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** What Declarative Services see. */
class SessionManagerComponentTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final List<Object> changeCounts = new CopyOnWriteArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final SessionListener listener =
      new SessionListener() {
        @Override
        public void stateChanged(Session session, SessionState state) {
          heard.add(session.id() + " " + state);
        }
      };

  private static <T> T fake(Class<T> type, Map<String, Answer> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> proxy == args[0];
                  default -> {
                    Answer answer = answers.get(method.getName());
                    if (answer == null) {
                      throw new UnsupportedOperationException(method.toString());
                    }
                    yield answer.to(args);
                  }
                }));
  }

  private interface Answer {
    Object to(Object[] args);
  }

  private BundleContext context() {
    ServiceRegistration<?> registration =
        fake(
            ServiceRegistration.class,
            Map.of("setProperties", args -> count(args[0]), "unregister", args -> null));
    return fake(
        BundleContext.class,
        Map.of(
            "registerService",
            args -> {
              count(args[2]);
              return registration;
            },
            "getService",
            args -> listener,
            "ungetService",
            args -> true));
  }

  private Object count(Object properties) {
    changeCounts.add(((Dictionary<?, ?>) properties).get("service.changecount"));
    return null;
  }

  @SuppressWarnings("unchecked")
  private static ServiceReference<SessionListener> reference() {
    Bundle bundle = fake(Bundle.class, Map.of("getSymbolicName", args -> "org.example.watcher"));
    return fake(
        ServiceReference.class, Map.of("getBundle", args -> bundle, "getProperty", args -> null));
  }

  @Test
  void aRegisteredListenerHearsEverySessionUntilItGoes() throws Exception {
    try (World world = new World();
        ScriptedHost host = ScriptedHost.staying("HERE")) {
      SessionManagerComponent manager = new SessionManagerComponent(context());
      manager.network = world.network();
      manager.activate();
      ServiceReference<SessionListener> reference = reference();
      manager.addListener(reference);
      Session session =
          manager.open(World.to(host)).toCompletableFuture().get(10, TimeUnit.SECONDS);
      await().atMost(LONG).until(() -> heard.contains(session.id() + " CONNECTED"));
      assertEquals("org.example.watcher", manager.getRuntimeDTO().listeners.get(0).bundle);
      assertEquals(Optional.of(session), manager.session(session.id()));

      manager.removeListener(reference);
      assertEquals(List.of(), manager.getRuntimeDTO().listeners);
      int before = heard.size();
      manager.deactivate();
      await().atMost(LONG).until(() -> session.state() == SessionState.CLOSED);
      assertEquals(before, heard.size());
      assertEquals(List.of(), manager.sessions());
      CompletableFuture<Session> late = manager.open(World.to(host)).toCompletableFuture();
      assertThrows(ExecutionException.class, () -> late.get(10, TimeUnit.SECONDS));
      assertEquals(List.of(), manager.sessions());
    }
  }

  @Test
  void theChangeCountRisesWithWhatTheRuntimeTells() {
    SessionManagerComponent manager = new SessionManagerComponent(context());
    manager.activate();
    assertEquals(List.of(0L), changeCounts);
    manager.addProfile(
        new ProfileComponent(Map.of("service.pid", ProfileComponent.PID + "~office")));
    await().atMost(LONG).until(() -> changeCounts.contains(1L));
    assertEquals(List.of("office"), manager.getRuntimeDTO().profiles);
    manager.deactivate();
  }

  @Test
  void profilesAreThoseThatAreGoodAndTheDefaultOne() {
    SessionManagerComponent manager = new SessionManagerComponent(context());
    assertEquals(Optional.of(SessionProfile.discovering("default")), manager.profile("default"));
    assertEquals(Optional.empty(), manager.profile("office"));
    manager.addProfile(
        new ProfileComponent(
            Map.of("service.pid", ProfileComponent.PID + "~default", "scope", "mine")));
    manager.addProfile(
        new ProfileComponent(
            Map.of("service.pid", ProfileComponent.PID + "~broken", "slp", "mine")));
    assertEquals("mine", manager.profile("default").orElseThrow().scope());
    assertTrue(manager.profile("broken").isEmpty());
    assertEquals(List.of("default"), manager.getRuntimeDTO().profiles);
  }

  @Test
  void withoutANetworkNothingIsOpened() {
    SessionManagerComponent manager = new SessionManagerComponent(context());
    await()
        .atMost(LONG)
        .until(
            () ->
                manager
                    .open(SessionProfile.discovering("p"))
                    .toCompletableFuture()
                    .isCompletedExceptionally());
    assertEquals(List.of(), manager.sessions());
  }
}
