// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.loadstar.api.discovery.FoundService;
import org.loadstar.slp.endpoint.SlpRequest;

/** Services of any kind, over the same machine. */
class ServiceFinderTest extends LoopbackTest {
  private static final String PRINTER = "service:printer:lpr://p1:515";
  private static final List<String> NONE = List.of();

  /** For where nothing is found. */
  private void doNotWaitLong() {
    discovery.modified(
        config(Map.of("saMulticastTimeoutMillis", 500, "daDiscoveryTimeoutMillis", 500)));
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void servicesAttributesAndTypesAreFoundByMulticast() throws Exception {
    agent().offer(PRINTER, "(ppm=12),color").offer(ONE, "(LOAD=35),BIND").start();
    assertEquals(
        List.of(new FoundService(PRINTER, 60)),
        get(discovery.services("service:printer:lpr", NONE, "(ppm>=10)")));
    assertEquals(List.of("(LOAD=35)", "BIND"), get(discovery.attributes(ONE, NONE, NONE)));
    assertEquals(List.of("(LOAD=35)"), get(discovery.attributes(ONE, NONE, List.of("LO*"))));
    assertEquals(
        Set.of("service:printer:lpr", "service:tn3270"),
        new HashSet<>(get(discovery.types("", NONE))));
    doNotWaitLong();
    assertEquals(List.of(), get(discovery.services("service:printer:lpr", NONE, "(ppm>=20)")));
  }

  @Test
  void theAttributesOfATypeAreThoseOfAllItsServices() throws Exception {
    agent().offer(ONE, "(LOAD=35),BIND").start();
    agent().offer(TWO, "(LOAD=40)").start();
    assertEquals(
        Set.of("(LOAD=35,40)", "(LOAD=40,35)")
            .contains(get(discovery.attributes("service:tn3270", NONE, List.of("LOAD"))).get(0)),
        true);
  }

  @Test
  void aKnownDirectoryAgentIsAskedAlone() throws Exception {
    Agent directory = agent().directory().offer(PRINTER, "(ppm=12)").start();
    get(discovery.services("service:printer:lpr", NONE, ""));
    directory.forget();
    assertEquals(1, get(discovery.services("service:printer:lpr", NONE, "")).size());
    assertEquals(List.of("(ppm=12)"), get(discovery.attributes(PRINTER, NONE, NONE)));
    assertEquals(List.of("service:printer:lpr"), get(discovery.types(null, NONE)));
    assertEquals(3, directory.asked.size());
    assertTrue(directory.asked.stream().noneMatch(SlpRequest::multicast));
  }

  @Test
  void agentsOfVersion1AnswerToo() throws Exception {
    agent().version(1).offer(ONE, "(LOAD=35)").start();
    assertEquals(
        List.of(new FoundService(ONE, 60)), get(discovery.services("service:tn3270", NONE, "")));
    assertEquals(List.of("(LOAD=35)"), get(discovery.attributes(ONE, NONE, NONE)));
    assertEquals(List.of("service:tn3270"), get(discovery.types("", NONE)));
  }

  @Test
  void scopesAreThoseAskedFor() throws Exception {
    agent().scopes("LAB").offer(ONE, "(LOAD=35)").start();
    assertEquals(1, get(discovery.services("service:tn3270", List.of("LAB"), "")).size());
    doNotWaitLong();
    assertEquals(List.of(), get(discovery.services("service:tn3270", NONE, "")));
  }

  @Test
  void whatIsNoTypeScopeOrPredicateIsRefused() {
    for (CompletionStage<?> wrong :
        List.of(
            discovery.services("no type", NONE, ""),
            discovery.services("service:tn3270", NONE, "(LOAD"),
            discovery.services("service:tn3270", List.of("A(B"), ""),
            discovery.attributes("", NONE, NONE),
            discovery.attributes(ONE, NONE, List.of("A\\0G")))) {
      ExecutionException refused =
          assertThrows(ExecutionException.class, () -> wrong.toCompletableFuture().get());
      assertTrue(refused.getCause() instanceof IllegalArgumentException, refused.toString());
    }
    discovery.unsetEndpoint(endpoint);
    ExecutionException refused =
        assertThrows(
            ExecutionException.class, () -> discovery.types("", NONE).toCompletableFuture().get());
    assertTrue(refused.getCause() instanceof IllegalStateException, refused.toString());
  }
}
