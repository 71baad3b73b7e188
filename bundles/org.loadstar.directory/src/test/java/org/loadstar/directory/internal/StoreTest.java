// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SrvAck;
import org.loadstar.slp.SrvRply;

/** The indexed store against a list that is looked through, and its size. */
class StoreTest {
  private static final String[] SCOPES = {"default", "b", "c"};
  private static final String[] TYPES = {
    "service:x", "service:x:one", "service:x:two", "service:y.acme", "ftp"
  };
  private static final String[] LANGUAGES = {"en", "de", "de-at"};
  private static final String[] TAGS = {"a", "b", "c", "d", "e", "f"};
  private static final int STEPS = 40_000;

  private final Desk desk = new Desk().with("scopes", SCOPES);
  private final Naive naive = new Naive();
  private Random random;

  private <T> T one(T[] of) {
    return of[random.nextInt(of.length)];
  }

  private Set<String> someScopes() {
    Set<String> some = new TreeSet<>();
    some.add(one(SCOPES));
    if (random.nextInt(3) == 0) {
      some.add(one(SCOPES));
    }
    return some;
  }

  private String list() {
    StringBuilder list = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      list.append(list.isEmpty() ? "" : ",").append('(').append(one(TAGS)).append(i).append('=');
      boolean integers = random.nextInt(5) > 0;
      for (int values = random.nextInt(10) / 9 + random.nextInt(8) / 7; values >= 0; values--) {
        list.append(integers ? random.nextInt(20) - 5 : "s" + random.nextInt(9));
        list.append(values > 0 ? "," : ")");
      }
    }
    return list.toString();
  }

  private String predicate(int depth) {
    String tag = one(TAGS) + (1 + random.nextInt(4));
    int value = random.nextInt(20) - 5;
    return switch (random.nextInt(depth > 2 ? 5 : 9)) {
      case 0 -> "(" + tag + "<=" + value + ")";
      case 1 -> "(" + tag + ">=" + value + ")";
      case 2 -> "(" + tag + "=" + value + ")";
      case 3 -> "(" + tag + "=*)";
      case 4 -> "(" + tag + "=s*)";
      case 5 -> "(|" + predicate(depth + 1) + predicate(depth + 1) + ")";
      case 6 -> "(!" + predicate(depth + 1) + ")";
      case 7 -> "(&(" + tag + ">=" + value + ")(" + tag + "<=" + (value + 4) + "))";
      default -> "(&" + predicate(depth + 1) + predicate(depth + 1) + ")";
    };
  }

  @Test
  void aServiceInTwoDialectsIsToldOnce() {
    String url = "service:tn3270://h";
    for (String dialect : List.of("de", "de-at")) {
      assertEquals(SlpError.OK, desk.in(dialect).register(url, "(LOAD=1)"));
    }
    for (String predicate : List.of("", "(LOAD=1)", "(LOAD<=1)", "(!(LOAD=2))")) {
      assertEquals(List.of(url), desk.in("de").find(predicate));
      assertEquals(List.of(url), desk.in("de-at").find(predicate));
    }
  }

  @Test
  void randomRegistrationsUpdatesAndQueriesHaveTheSameAnswersAsANaiveList() throws Exception {
    long seed = Long.getLong("loadstar.seed", System.nanoTime());
    System.out.println("store seed " + seed);
    random = new Random(seed);
    int found = 0;
    for (int step = 0; step < STEPS; step++) {
      String url = "service:x://h" + random.nextInt(300);
      String language = one(LANGUAGES);
      Set<String> scopes = someScopes();
      String context = "seed " + seed + " step " + step + " " + url;
      desk.in(language);
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> {
          // Mostly the scopes and type that a URL has, so that updates meet something.
          Naive.Entry entry = entry(url, language, scopes);
          assertEquals(SlpError.OK, registered(entry, SlpHeader.FRESH), context);
          naive.register(entry);
        }
        case 4 -> {
          Naive.Entry before = naive.get(url, language);
          Naive.Entry entry = entry(url, language, before == null ? scopes : before.scopes());
          boolean right = naive.update(entry);
          assertEquals(right, registered(entry, 0).ok(), context);
        }
        case 5 ->
            assertEquals(
                naive.deregister(url, scopes),
                desk.deregister(url, String.join(",", scopes)).ok(),
                context);
        case 6 -> {
          String tag = one(TAGS) + (1 + random.nextInt(4));
          assertEquals(
              naive.strip(url, language, scopes, tag),
              desk.deregister(url, String.join(",", scopes), tag).ok(),
              context);
        }
        case 7 -> {
          desk.now += random.nextInt(2_000);
          naive.sweep(desk.now);
          if (random.nextBoolean()) {
            desk.directory.expire(desk.now);
          }
        }
        case 8 ->
            assertEquals(
                List.copyOf(naive.types(scopes)),
                withoutDead(desk.types(null, String.join(",", scopes)), scopes),
                context);
        default -> {
          String type = one(TYPES);
          String predicate = random.nextInt(8) == 0 ? "" : predicate(0);
          SrvRply reply = desk.ask(type, String.join(",", scopes), predicate);
          Set<String> expected = naive.find(type, scopes, language, predicate);
          if (expected == null) {
            expected = Set.of();
          }
          List<String> urls = reply.error().ok() ? Desk.urls(reply) : List.of();
          assertEquals(expected.size(), urls.size(), context + predicate);
          assertEquals(expected, new TreeSet<>(urls), context + predicate);
          found += urls.size();
        }
      }
    }
    while (desk.directory.expire(desk.now) > 0) {
      naive.sweep(desk.now);
    }
    assertEquals(naive.size(), desk.directory.report(desk.now).registrations);
    assertTrue(found > STEPS / 4, "found " + found);
  }

  /** Types of which all services are dead are told until they are swept out. */
  private List<String> withoutDead(List<String> types, Set<String> scopes) {
    Set<String> living = naive.types(scopes);
    return types.stream().filter(living::contains).toList();
  }

  private Naive.Entry entry(String url, String language, Set<String> scopes) {
    int lifetime = 1 + random.nextInt(600);
    return new Naive.Entry(url, one(TYPES), scopes, language, list(), desk.now + 1000L * lifetime);
  }

  private SlpError registered(Naive.Entry e, int flag) {
    int lifetime = (int) ((e.until() - desk.now) / 1000);
    return ((SrvAck)
            desk.send(
                    Desk.reg(
                        desk.header.with(flag),
                        lifetime,
                        e.url(),
                        e.type(),
                        String.join(",", e.scopes()),
                        e.list()))
                .orElseThrow())
        .error();
  }

  @Test
  void predicatesThatAskForManyAttributesKeepFewIndices() {
    for (int i = 0; i < 50; i++) {
      desk.register("service:tn3270://h" + i, "(LOAD=" + i + ")");
    }
    for (int i = 0; i < 100; i++) {
      assertEquals(List.of(), desk.find("(&(x" + i + "=1)(LOAD<=3))"));
    }
    assertTrue(desk.directory.report(desk.now).indexed.contains("load"));
    assertTrue(desk.directory.report(desk.now).indexed.size() <= Shelf.MOST_INDICES);
  }

  @Test
  void aHundredThousandRegistrationsTakeLittleMemoryAndTheirLookupStaysExact() {
    desk.with("servicesPerSource", 100_000).with("attributeBytesPerSource", 64 << 20);
    String rest = "(LUPOOL=POOL1 3270002,POOL2 3270003),BIND,DATA,RESPONSES,SCS,SYSREQ,RFC2355";
    long before = used();
    for (int i = 0; i < 100_000; i++) {
      String list = "(LOAD=" + (i < 5 ? 0 : 1 + i % 100) + ")," + rest + ",(SERVERNAME=s" + i + ")";
      assertEquals(SlpError.OK, desk.register("service:tn3270://host" + i + ":23", list));
    }
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      expected.add("service:tn3270://host" + i + ":23");
    }
    assertEquals(expected, desk.find("(LOAD<=0)"));
    long bytes = used() - before;
    System.out.println("100,000 registrations: " + bytes / 100_000 + " bytes each");
    assertTrue(bytes < 128L << 20, bytes + " bytes");
    assertEquals(100_000, desk.directory.report(desk.now).registrations);
    desk.now += 60_000;
    int slices = 0;
    while (desk.directory.expire(desk.now) > 0) {
      slices++;
    }
    assertEquals(100_000 / Directory.SLICE, slices);
    assertEquals(0, desk.directory.report(desk.now).attributeBytes);
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
