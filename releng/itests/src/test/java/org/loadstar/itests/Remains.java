// SPDX-License-Identifier: EPL-2.0
package org.loadstar.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** What Loadstar has open in this process. */
final class Remains {
  private final long before = sockets();

  /** Waits until no thread of ours is left and no socket more than when this was made. */
  void none() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertEquals(Set.of(), threads());
              assertEquals(before, sockets());
            });
  }

  /** The sockets more than when this was made. */
  long newSockets() {
    return sockets() - before;
  }

  /** The names of our threads, without those that an example blocks for ever. */
  static Set<String> threads() {
    Set<String> names = new TreeSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      String name = thread.getName();
      if (name.startsWith("loadstar") && !name.startsWith("loadstar-guard org.example.")) {
        names.add(name);
      }
    }
    return names;
  }

  /** TCP and UDP sockets of this process; the virtual machine keeps a local pair of its own. */
  private static long sockets() {
    Set<String> own = new TreeSet<>();
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      open.forEach(descriptor -> own.add(target(descriptor)));
      long count = 0;
      for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
        count +=
            Files.readAllLines(Path.of("/proc/self/net", table)).stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> own.contains("socket:[" + columns[9] + "]"))
                .count();
      }
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closed) {
      return "";
    }
  }
}
