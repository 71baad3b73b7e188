// SPDX-License-Identifier: EPL-2.0
package org.loadstar.jslp.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.ethz.iks.slp.ServiceLocationEnumeration;
import ch.ethz.iks.slp.ServiceLocationException;
import ch.ethz.iks.slp.ServiceType;
import ch.ethz.iks.slp.ServiceURL;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.loadstar.api.discovery.FoundService;
import org.loadstar.api.discovery.ServiceFinder;
import org.loadstar.testkit.Configs;

class LocatorComponentTest {
  private static final ServiceType TN3270 = new ServiceType("service:tn3270");

  /** Answers what the test says, and remembers what was asked. */
  private static final class Finder implements ServiceFinder {
    private final List<String> asked = new ArrayList<>();
    private CompletableFuture<List<FoundService>> services =
        CompletableFuture.completedFuture(List.of());
    private List<String> strings = List.of();

    @Override
    public CompletionStage<List<FoundService>> services(
        String type, List<String> scopes, String predicate) {
      asked.add(type + scopes + predicate);
      return services;
    }

    @Override
    public CompletionStage<List<String>> attributes(
        String urlOrType, List<String> scopes, List<String> tags) {
      asked.add(urlOrType + scopes + tags);
      return CompletableFuture.completedFuture(strings);
    }

    @Override
    public CompletionStage<List<String>> types(String namingAuthority, List<String> scopes) {
      asked.add(namingAuthority + "" + scopes);
      return CompletableFuture.completedFuture(strings);
    }
  }

  private final Finder finder = new Finder();
  private final LocatorComponent locator = locator(20_000);

  private LocatorComponent locator(int timeoutMillis) {
    LocatorComponent made =
        new LocatorComponent(
            Configs.of(LocatorComponent.Config.class, Map.of("timeoutMillis", timeoutMillis)));
    made.finder = finder;
    return made;
  }

  private static List<Object> all(ServiceLocationEnumeration found)
      throws ServiceLocationException {
    List<Object> all = new ArrayList<>();
    while (found.hasMoreElements()) {
      all.add(found.next());
    }
    assertThrows(NoSuchElementException.class, found::next);
    return all;
  }

  private static short code(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(ServiceLocationException.class, call).getErrorCode();
  }

  @Test
  void servicesComeAsUrlsWithTheirLifetimes() throws Exception {
    finder.services =
        CompletableFuture.completedFuture(
            List.of(
                new FoundService("service:tn3270://[::1]:23", 65535),
                new FoundService("http://not.of.this.api", 1),
                new FoundService("service:tn3270://b", 7)));
    List<Object> found = all(locator.findServices(TN3270, List.of("A", "B"), "(LOAD<=39)"));
    assertEquals(List.of("service:tn3270[A, B](LOAD<=39)"), finder.asked);
    assertEquals(
        List.of(
            new ServiceURL("service:tn3270://[::1]:23", 0),
            new ServiceURL("service:tn3270://b", 0)),
        found);
    assertEquals(65535, ((ServiceURL) found.get(0)).getLifetime());
  }

  @Test
  void nullAsksForEverything() throws Exception {
    finder.strings = List.of("service:tn3270", "http", "SERVICE:x.y");
    assertEquals(List.of(), all(locator.findServices(TN3270, null, null)));
    assertEquals(
        List.of("service:tn3270", "SERVICE:x.y"), all(locator.findServiceTypes(null, null)));
    locator.findServiceTypes("*", null);
    locator.findServiceTypes("", List.of());
    locator.findAttributes(TN3270, null, null);
    locator.findAttributes(new ServiceURL("service:tn3270://h", 0), null, List.of("LO*"));
    assertEquals(
        List.of(
            "service:tn3270[]",
            "null[]",
            "null[]",
            "[]",
            "service:tn3270[][]",
            "service:tn3270://h[][LO*]"),
        finder.asked);
  }

  @Test
  void attributesComeAsTheyAreWritten() throws Exception {
    finder.strings = List.of("(LUPOOL=POOL2\\093270002)", "BIND", "(BYTES=\\ff\\00\\ff\\0a)");
    assertEquals(
        List.of("(LUPOOL=POOL2\\093270002)", "BIND", "(BYTES=\\FF\\00\\FF\\0a)"),
        all(locator.findAttributes(TN3270, null, null)));
  }

  @Test
  void whatIsWrongIsNamedByItsCode() {
    assertThrows(
        IllegalArgumentException.class, () -> locator.findServices(TN3270, null, "(LOAD<40)"));
    assertEquals(
        ServiceLocationException.SCOPE_NOT_SUPPORTED,
        code(() -> locator.findServices(TN3270, List.of("a;b"), null)));
    assertEquals(List.of(), finder.asked);
    finder.services = CompletableFuture.failedFuture(new IllegalArgumentException("type"));
    assertEquals(
        ServiceLocationException.PARSE_ERROR, code(() -> locator.findServices(TN3270, null, null)));
    finder.services = CompletableFuture.failedFuture(new IllegalStateException("no endpoint"));
    assertEquals(
        ServiceLocationException.NETWORK_INIT_FAILED,
        code(() -> locator.findServices(TN3270, null, null)));
    finder.services = CompletableFuture.failedFuture(new ArithmeticException());
    assertEquals(
        ServiceLocationException.INTERNAL_SYSTEM_ERROR,
        code(() -> locator.findServices(TN3270, null, null)));
    locator.finder = null;
    assertEquals(
        ServiceLocationException.NETWORK_INIT_FAILED,
        code(() -> locator.findServices(TN3270, null, null)));
  }

  @Test
  void aSearchThatIsNotOverInTimeIsCancelled() {
    finder.services = new CompletableFuture<>();
    LocatorComponent hasty = locator(1); // below what is allowed, so 100
    assertEquals(
        ServiceLocationException.NETWORK_TIMED_OUT,
        code(() -> hasty.findServices(TN3270, null, null)));
    assertTrue(finder.services.isCancelled());
  }

  @Test
  void anInterruptEndsTheWaitAndTheSearch() throws Exception {
    finder.services = new CompletableFuture<>();
    AtomicReference<Object> end = new AtomicReference<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                locator.findServices(TN3270, null, null);
              } catch (ServiceLocationException interrupted) {
                end.set(interrupted.getErrorCode() + " " + Thread.currentThread().isInterrupted());
              }
            });
    waiting.start();
    Awaitility.await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    assertFalse(finder.services.isDone());
    waiting.interrupt();
    waiting.join(10_000);
    assertEquals(ServiceLocationException.NETWORK_ERROR + " true", end.get());
    assertTrue(finder.services.isCancelled());
  }

  @Test
  void theLocaleIsKept() {
    locator.setLocale(Locale.FRENCH);
    assertEquals(Locale.FRENCH, locator.getLocale());
    locator.setLocale(null);
    assertEquals(Locale.getDefault(), locator.getLocale());
  }
}
