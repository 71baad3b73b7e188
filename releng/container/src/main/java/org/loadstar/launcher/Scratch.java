// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.loadstar.shell.wire.JsonWriter;

/**
 * A temporary folder with configurations of its own: everything on the loopback interface, SLP on
 * an unprivileged port.
 */
final class Scratch implements AutoCloseable {
  private final Path folder;
  private final int slpPort;

  Scratch() throws IOException {
    folder = Files.createTempDirectory("loadstar");
    try (DatagramSocket free = new DatagramSocket(0)) {
      slpPort = free.getLocalPort();
    }
  }

  int slpPort() {
    return slpPort;
  }

  /** The data folder of one container. */
  Path data(String name) {
    return folder.resolve(name);
  }

  /** A configuration that knows the SLP port and the interface, and nothing else. */
  Path client(String name) throws IOException {
    return with(name, Map.of());
  }

  /** A configuration with one listener, on a port that the system chooses, with one LU pool. */
  Path server(String name, String pool, int sessions) throws IOException {
    return server(name, pool, sessions, Map.of());
  }

  /** The same with more configurations, by their PIDs. */
  Path server(String name, String pool, int sessions, Map<String, Object> more) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>(more);
    all.put(
        "org.loadstar.server.listener~" + name,
        Map.of(
            "address",
            "127.0.0.1",
            "port",
            0,
            "luPools",
            List.of(pool + " 3270002 " + sessions),
            "loadBias",
            50));
    return with(name, all);
  }

  /** A configuration that knows the SLP port, the interface, and these PIDs. */
  Path with(String name, Map<String, Object> more) throws IOException {
    Map<String, Object> all = network();
    all.putAll(more);
    return write(name, all);
  }

  private Map<String, Object> network() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(":configurator:resource-version", 1);
    all.put(":configurator:symbolic-name", "org.loadstar.scratch");
    all.put(":configurator:version", "1.0.0");
    all.put("org.loadstar.net", Map.of("multicastInterfaces", "lo"));
    all.put("org.loadstar.slp.endpoint", Map.of("port", slpPort));
    return all;
  }

  private Path write(String name, Map<String, Object> all) throws IOException {
    Path etc = Files.createDirectories(data(name).resolve("etc"));
    Files.writeString(etc.resolve("loadstar.json"), JsonWriter.write(all));
    return etc;
  }

  @Override
  public void close() throws IOException {
    DataFolder.delete(folder);
  }
}
