// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.RecordListener;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionRuntimeDTO;
import org.loadstar.tn3270.codepage.CodePage;

/**
 * A password typed where it is not displayed is in no log (all levels on), no trace, no screen and
 * no {@code toString} of anything that a session holds, whatever its host does with it.
 */
class CanaryTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final String CANARY = "CANARY-xyzzy";
  private static final String HEADER = "00 00 00 00 00 ";

  /** A password field with something of the host's in it. */
  private static final String LOGON =
      "f5 c3 11 40 40 1d 4c 13 '" + CANARY + "' 1d f0 'LOGON' ff ef";

  private static final String ENTERED = "7d 40 c1 11 40 c1 '" + CANARY + "' ff ef";

  /** What a host does after the password has come. */
  private record Scenario(String name, String header, ScriptedHost.Script after) {
    ScriptedHost host() throws Exception {
      return new ScriptedHost(
          peer -> {
            if (header.isEmpty()) {
              peer.negotiatePlain();
            } else {
              peer.negotiate("LU1");
              peer.bind();
            }
            peer.send(header + LOGON);
            peer.expect(header + ENTERED);
            after.play(peer);
            peer.send(header + "f5 c3 'GOODBYE' ff ef");
            peer.stay();
          });
    }

    @Override
    public String toString() {
      return name + (header.isEmpty() ? ", TN3270" : ", TN3270E");
    }
  }

  static Stream<Scenario> scenarios() {
    return Stream.of(HEADER, "")
        .flatMap(
            header ->
                Stream.of(
                    new Scenario("it is well", header, peer -> {}),
                    new Scenario(
                        "the host shows the field again",
                        header,
                        peer -> peer.send(header + LOGON)),
                    new Scenario(
                        "the host reads the buffer and the modified fields",
                        header,
                        peer -> {
                          peer.send(header + "f2 ff ef " + header + "f6 ff ef");
                          peer.expect(header.isEmpty() ? "" : "00 00 00 00 01 7d");
                        }),
                    new Scenario(
                        "the record is refused",
                        header,
                        peer ->
                            peer.send(
                                (header.isEmpty() ? "" : "00 00 01 00 07 ")
                                    + "f1 c3 11 40 40 1d 4c '"
                                    + CANARY
                                    + "' 11 ff ff ff ff ff ef")),
                    new Scenario(
                        "the command is unknown",
                        header,
                        peer ->
                            peer.send(
                                (header.isEmpty() ? "" : "00 00 01 00 07 ")
                                    + "77 '"
                                    + CANARY
                                    + "' ff ef")),
                    new Scenario(
                        "the data type is unknown",
                        header,
                        peer ->
                            peer.send(
                                header.isEmpty()
                                    ? "f1 c3 ff ef"
                                    : "77 00 00 00 00 '" + CANARY + "' ff ef"))));
  }

  /** Everything logged, as it would be printed. */
  private static final class Log extends Handler {
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void publish(LogRecord record) {
      StringWriter line = new StringWriter();
      line.append(new SimpleFormatter().format(record));
      if (record.getThrown() != null) {
        record.getThrown().printStackTrace(new PrintWriter(line, true));
      }
      lines.add(line.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static void assertSilent(String what, @Nullable Object said) {
    String text = String.valueOf(said).toLowerCase(Locale.ROOT);
    for (String form :
        List.of(
            CANARY.toLowerCase(Locale.ROOT),
            HexFormat.of().formatHex(CodePage.CP037.encode(CANARY)),
            HexFormat.of().formatHex(CANARY.getBytes(StandardCharsets.US_ASCII)))) {
      assertFalse(text.contains(form), () -> what + ": " + text);
    }
  }

  /** Whatever of ours is reachable says nothing about it. */
  private static int visit(Object object, Set<Object> seen) throws IllegalAccessException {
    if (!seen.add(object)) {
      return 0;
    }
    int visited = 0;
    if (object instanceof Iterable<?> all) {
      for (Object each : all) {
        visited += each == null ? 0 : visit(each, seen);
      }
    } else if (object instanceof Map<?, ?> map) {
      visited += visit(map.values(), seen);
    }
    if (!object.getClass().getName().startsWith("org.loadstar.")) {
      return visited;
    }
    visited++;
    assertSilent(object.getClass().getName(), object);
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      if (!type.getName().startsWith("org.loadstar.")) {
        break;
      }
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          field.setAccessible(true);
          Object value = field.get(object);
          visited += value == null ? 0 : visit(value, seen);
        }
      }
    }
    return visited;
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void aPasswordIsNowhere(Scenario scenario) throws Exception {
    Logger root = Logger.getLogger("");
    Level level = root.getLevel();
    Log log = new Log();
    log.setLevel(Level.ALL);
    root.addHandler(log);
    root.setLevel(Level.ALL);
    StringWriter trace = new StringWriter();
    List<ScreenSnapshot> screens = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch ended = new CountDownLatch(1);
    try (World world = new World();
        ScriptedHost host = scenario.host()) {
      Session session =
          world
              .sessions
              .open(
                  World.to(host),
                  opening -> {
                    opening.trace(trace);
                    opening.follow(
                        new RecordListener() {
                          @Override
                          public void record(long number, ScreenSnapshot screen) {
                            screens.add(screen);
                          }

                          @Override
                          public void ended() {
                            ended.countDown();
                          }
                        });
                  })
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
      shows(session, "LOGON");
      session.type(CANARY).toCompletableFuture().get(10, TimeUnit.SECONDS);
      assertTrue(visit(session, Collections.newSetFromMap(new IdentityHashMap<>())) > 20);
      assertSilent("key", session.press(Key.ENTER).toCompletableFuture().get(10, TimeUnit.SECONDS));
      shows(session, "GOODBYE");
      SessionRuntimeDTO dto = new SessionRuntimeDTO();
      world.sessions.tell(dto);
      assertSilent("DTO", dto);
      assertSilent("choices", world.sessions.choices());
      visit(session, Collections.newSetFromMap(new IdentityHashMap<>()));
      session.close();
      assertTrue(ended.await(10, TimeUnit.SECONDS));
    } finally {
      root.removeHandler(log);
      root.setLevel(level);
    }
    assertTrue(log.lines.stream().anyMatch(line -> line.contains("is on")), log.lines.toString());
    log.lines.forEach(line -> assertSilent("log", line));
    assertSilent("trace", trace.toString().replaceAll("\n[<>] 0x[0-9a-f]+ +", ""));
    assertTrue(screens.size() >= 2);
    for (ScreenSnapshot screen : screens) {
      assertSilent("screen", String.join("", screen.text()));
      byte[] codes = new byte[screen.rows() * screen.columns()];
      for (int at = 0; at < codes.length; at++) {
        codes[at] = (byte) screen.code(at);
      }
      assertSilent("codes", HexFormat.of().formatHex(codes));
    }
  }

  private static void shows(Session session, String text) throws Exception {
    session
        .await(screen -> screen.shows(text), LONG)
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }
}
