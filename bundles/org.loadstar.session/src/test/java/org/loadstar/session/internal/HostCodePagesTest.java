// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.loadstar.api.extension.ExtensionDTO;
import org.loadstar.api.session.HostCodePage;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.tn3270.codepage.CodePages;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Code pages of other bundles: named by a profile, read once, bounded. */
class HostCodePagesTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final AtomicInteger reads = new AtomicInteger();

  /** Page 037 with a snowman for the question mark, and one double-byte character. */
  private class Snow implements HostCodePage {
    @Override
    public int codePageId() {
      return 4711;
    }

    @Override
    public int characterSetId() {
      return 815;
    }

    @Override
    public String characters() {
      reads.incrementAndGet();
      StringBuilder characters = new StringBuilder();
      for (int code = 0x40; code < 256; code++) {
        characters.append(CodePages.named("037").orElseThrow().toChar(code));
      }
      characters.setCharAt(0x6F - 0x40, '☃');
      return characters.toString();
    }

    @Override
    public int doubleByteCodePageId() {
      return 4712;
    }

    @Override
    public int doubleByteCharacterSetId() {
      return 816;
    }

    @Override
    public String doubleByteCharacters(int first) {
      return first == 0x41 ? "雪" : "";
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> T fake(
      Class<T> type, java.util.function.BiFunction<String, Object[], Object> answer) {
    return (T)
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> proxy == args[0];
                  case "compareTo" -> 0;
                  case "toString" -> type.getSimpleName();
                  default -> answer.apply(method.getName(), args);
                });
  }

  @SuppressWarnings("unchecked")
  private static ServiceReference<HostCodePage> register(
      World world, String name, HostCodePage page) {
    Bundle bundle =
        fake(
            Bundle.class,
            (method, args) -> method.equals("getSymbolicName") ? "org.example.pages" : null);
    ServiceReference<HostCodePage> reference =
        fake(
            ServiceReference.class,
            (method, args) ->
                switch (method) {
                  case "getBundle" -> bundle;
                  case "getProperty" -> args[0].equals(HostCodePage.NAME) ? name : null;
                  default -> null;
                });
    BundleContext context =
        fake(
            BundleContext.class,
            (method, args) -> method.equals("getService") ? page : (Object) true);
    world.codePages.add(reference, context);
    return reference;
  }

  private static ScriptedHost host() throws Exception {
    return ScriptedHost.staying("what?");
  }

  private static SessionProfile with(ScriptedHost host, String codePage) {
    return World.to(host).with(change -> change.codePage(codePage));
  }

  private static String refusal(World world, SessionProfile profile) {
    CompletableFuture<Session> opened = world.sessions.open(profile).toCompletableFuture();
    return assertThrows(ExecutionException.class, () -> opened.get(10, TimeUnit.SECONDS))
        .getCause()
        .getMessage();
  }

  @Test
  void aSessionIsShownByThePageOfAService() throws Exception {
    try (World world = new World();
        ScriptedHost host = host()) {
      ServiceReference<HostCodePage> reference = register(world, "snow", new Snow());
      Session first = world.open(with(host, "service:snow"));
      Session second = world.open(with(host, "service:snow"));
      world.codePages.remove(reference); // they keep it
      for (Session session : List.of(first, second)) {
        session.await(screen -> screen.shows("what☃"), LONG).toCompletableFuture().get();
      }
      assertEquals(1, reads.get(), "read once");
      assertTrue(refusal(world, with(host, "service:snow")).contains("allowed: 037, 273"));
    }
  }

  @Test
  void ownPagesAreNamedAsElsewhere() throws Exception {
    try (World world = new World();
        ScriptedHost host = host()) {
      // What is a question mark in every page.
      Session session = world.open(with(host, "japanese-kana"));
      session.await(screen -> screen.shows("?"), LONG).toCompletableFuture().get();
    }
  }

  @Test
  void aWrongNameSaysWhatThereIs() throws Exception {
    try (World world = new World();
        ScriptedHost host = host()) {
      register(world, "snow", new Snow());
      String absent = refusal(world, with(host, "service:rain"));
      assertTrue(absent.contains("'service:rain' is wrong"), absent);
      assertTrue(absent.contains("1047") && absent.endsWith("service:snow"), absent);
      assertTrue(refusal(world, with(host, "1O47")).contains("1026, 1047, 1097"));
      assertEquals(0, reads.get());
    }
  }

  @Test
  void aPageOfNonsenseIsQuarantined() throws Exception {
    try (World world = new World();
        ScriptedHost host = host()) {
      Snow shortOne =
          new Snow() {
            @Override
            public String characters() {
              return super.characters().substring(1);
            }
          };
      register(world, "short", shortOne);
      for (int fault = 1; fault <= 3; fault++) {
        String message = refusal(world, with(host, "service:short"));
        assertTrue(message.contains("returned 191 characters as characters"), message);
        assertTrue(message.contains("org.example.pages"), message);
      }
      assertTrue(refusal(world, with(host, "service:short")).contains("quarantined"));
      assertEquals(3, reads.get());
      ExtensionDTO told = world.codePages.report().get(0);
      assertEquals(
          "HostCodePage short 3 true",
          told.kind + " " + told.name + " " + told.faults + " " + told.quarantined);
      assertEquals(List.of(), world.sessions.all());
      world.open(World.to(host)); // nobody else is harmed
    }
  }

  @Test
  void nullAndIdentifiersThatAreNoneAreFaults() throws Exception {
    try (World world = new World();
        ScriptedHost host = host()) {
      register(
          world,
          "null",
          new Snow() {
            @Override
            public String characters() {
              return null;
            }
          });
      register(
          world,
          "large",
          new Snow() {
            @Override
            public int codePageId() {
              return 65536;
            }
          });
      register(
          world,
          "row",
          new Snow() {
            @Override
            public String doubleByteCharacters(int first) {
              return "雪".repeat(191);
            }
          });
      assertTrue(refusal(world, with(host, "service:null")).contains("returned null"));
      assertTrue(refusal(world, with(host, "service:large")).contains("returned 65536"));
      assertTrue(refusal(world, with(host, "service:row")).contains("191 characters"));
    }
  }

  @Test
  void oneThatBlocksIsLeftToItself() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (World world = new World();
        ScriptedHost host = host()) {
      register(
          world,
          "slow",
          new Snow() {
            @Override
            public String characters() {
              try {
                over.await();
              } catch (InterruptedException abandoned) {
                Thread.currentThread().interrupt();
              }
              return super.characters();
            }
          });
      String message = refusal(world, with(host, "service:slow"));
      assertTrue(message.contains("did not answer within 2000 ms"), message);
    } finally {
      over.countDown();
    }
  }
}
