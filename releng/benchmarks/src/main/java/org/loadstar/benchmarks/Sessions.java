// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.loadstar.api.session.HostPort;
import org.loadstar.api.session.ScreenChange;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionListener;
import org.loadstar.api.session.SessionManager;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.TlsMode;

/**
 * The program of a process that holds our sessions: the container's bundles in a framework. It
 * reads commands, a line each, and answers each with a line:
 *
 * <pre>
 *   open COUNT PORT TLS   opens sessions to the loopback interface, TLS being "tls" or "plain";
 *                         answers with the nanoseconds
 *   close                 closes them; answers "closed"
 *   threads               answers with the number of its threads
 * </pre>
 */
final class Sessions {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int AT_ONCE = 100;

  private final SessionManager manager;
  private final List<Session> sessions = new ArrayList<>();

  private Sessions(SessionManager manager) {
    this.manager = manager;
  }

  /** The arguments: the folder of the project, one for the framework, the authority to trust. */
  public static void main(String... args) throws Exception {
    Map<String, ?> configuration =
        Map.of("org.loadstar.tls~benchmark", Map.of("trustStore", List.of(args[2])));
    try (InProcess container = InProcess.start(Path.of(args[0]), Path.of(args[1]), configuration)) {
      Sessions program = new Sessions(container.service(SessionManager.class));
      System.out.println("ready");
      BufferedReader commands =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        System.out.println(program.command(line.split(" ", -1)));
      }
    }
  }

  private String command(String... words) throws Exception {
    return switch (words[0]) {
      case "open" ->
          Long.toString(
              open(Integer.parseInt(words[1]), Integer.parseInt(words[2]), words[3].equals("tls")));
      case "threads" -> Integer.toString(ManagementFactory.getThreadMXBean().getThreadCount());
      case "close" -> {
        sessions.forEach(Session::close);
        sessions.clear();
        yield "closed";
      }
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  /** Opens sessions, so many at a time, each with a listener that takes a copy of each screen. */
  private long open(int count, int port, boolean tls) throws Exception {
    SessionProfile profile =
        SessionProfile.to(new HostPort("127.0.0.1", port))
            .with(
                change ->
                    change
                        .deviceType("IBM-3278-4-E")
                        .tls(tls ? TlsMode.REQUIRE : TlsMode.OFF)
                        .startTls(false)
                        .tlsProfile("benchmark"));
    Semaphore free = new Semaphore(AT_ONCE);
    List<CompletableFuture<Session>> opening = new ArrayList<>();
    long from = System.nanoTime();
    for (int i = 0; i < count; i++) {
      free.acquire();
      CompletableFuture<Session> one = manager.open(profile).toCompletableFuture();
      opening.add(one.whenComplete((session, failure) -> free.release()));
    }
    for (CompletableFuture<Session> one : opening) {
      sessions.add(one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }
    long took = System.nanoTime() - from;
    for (Session session : sessions) {
      session
          .await(screen -> screen.shows(Screens.LAST_LINE), PATIENCE)
          .toCompletableFuture()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    if (count == 1) {
      sessions.get(0).listen(new Onlooker());
    }
    return took;
  }

  /** Looks at every screen that it is told of. */
  private static final class Onlooker implements SessionListener {
    @Override
    public void screenChanged(Session session, ScreenChange change) {
      if (session.snapshot().rows() != Screens.ROWS) {
        throw new IllegalStateException("another size");
      }
    }
  }
}
