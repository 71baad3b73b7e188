// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.loadstar.shell.wire.Reply;

/**
 * The example of z/OS basic skills, "FTP and the sysplex distributor": one address, three FTP
 * servers. The desktop user's connection goes to server 2 by its weight, the notebook user is
 * served by the distributing host itself, and every data connection is on the server that owns its
 * control connection. Who gets whom is said by a workload manager, a third party's bundle. Played
 * twice: over one shared directory, and over three with copies of it.
 */
final class DistributorDemo {
  private static final String FILE = "report.txt";
  private static final String FOLDER_CHECK = "/";
  private static final int FILE_BYTES = 4 << 20;
  private static final int SERVERS = 3;
  private static final long WAIT_MILLIS = 10_000;

  private final Stage stage;
  private final boolean severalAddresses;
  private final List<Map<String, @Nullable Object>> steps = new ArrayList<>();

  DistributorDemo(Stage stage) {
    this.stage = stage;
    severalAddresses = ownAddress("127.134.61.190");
    stage.tell("steps", steps);
    stage.tell("table", List.of());
  }

  /** Linux has all of 127.0.0.0/8; elsewhere one address must do, with several ports. */
  private static boolean ownAddress(String address) {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(address))) {
      return probe.isBound();
    } catch (IOException notOurs) {
      return false;
    }
  }

  void play() throws IOException, InterruptedException, CommandFailedException {
    Path shared = folder("shared");
    round("one shared directory", List.of(shared, shared, shared));
    List<Path> copies = List.of(folder("copy1"), folder("copy2"), folder("copy3"));
    round("three copies", copies);
  }

  private String address(String last) {
    return severalAddresses ? "127.134." + last : "127.0.0.1";
  }

  /** A folder with the same content as every other one made here. */
  private Path folder(String name) throws IOException {
    Path folder = Files.createDirectories(stage.scratch().data(name));
    byte[] content = new byte[FILE_BYTES];
    new Random(134_61_190).nextBytes(content);
    Files.write(folder.resolve(FILE), content);
    Files.writeString(folder.resolve("notes.txt"), "for the desktop and for the notebook\n");
    return folder;
  }

  private void round(String files, List<Path> folders)
      throws IOException, InterruptedException, CommandFailedException {
    String name = "distributor-" + folders.get(SERVERS - 1).getFileName();
    Map<String, Object> configuration = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= SERVERS; i++) {
      String host = address("61." + i);
      int port = freePort(host);
      Path folder = folders.get(i - 1);
      stage.keep(() -> FtpHost.start(stage.home(), host, port, folder));
      names.add("server" + i);
      configuration.put(
          "org.loadstar.distributor.target~server" + i,
          Map.of(
              "address", host, "port", port, "local", i == 1, "check", "ftp", "checkMillis", 500));
    }
    String host = address("61.190");
    int port = freePort(host);
    configuration.put(
        "org.loadstar.distributor.vip~ftp",
        Map.of(
            "address",
            host,
            "ports",
            List.of(String.valueOf(port)),
            "targets",
            names,
            "ftp",
            true,
            "weights",
            "workload"));
    stage.step("three FTP servers over " + files + "; the distributed address is " + host);
    Node node = stage.start(name, n -> stage.scratch().with(n, configuration));
    node.ready();
    Path workload = stage.home().resolve("demo/org.example.loadstar.workload.jar");
    shell(node, "start " + workload.toUri());
    try (DistributorUser desktop = new DistributorUser("desktop", address("0.10"), host, port);
        DistributorUser notebook = new DistributorUser("notebook", address("0.20"), host, port)) {
      user(node, desktop, "server2", "server1=0 server2=10 server3=0");
      user(node, notebook, "server1", "server1=10 server2=0 server3=0");
    }
    compare(node, files);
    node.close();
  }

  private static int freePort(String host) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return free.getLocalPort();
    }
  }

  /** What one user does. The workload manager's weights decide, no target is forced. */
  private void user(Node node, DistributorUser user, String expected, String weights)
      throws IOException, InterruptedException, CommandFailedException {
    weights(node, weights);
    long began = System.nanoTime();
    user.connect();
    Seen owner = seen(node, user.port());
    record(user.name() + " connects", owner, expected, true, began);
    for (boolean passive : new boolean[] {true, false}) {
      String mode = passive ? " passive" : " active";
      began = System.nanoTime();
      DistributorUser.Transfer listing = user.list(passive);
      Seen seen = seen(node, listing.port());
      String names = new String(listing.read(), StandardCharsets.UTF_8);
      boolean listed = names.contains(FILE) && names.contains("notes.txt");
      record(user.name() + " ls" + mode, seen, owner.target, listed, began);
      began = System.nanoTime();
      DistributorUser.Transfer file = user.get(FILE, passive);
      seen = seen(node, file.port());
      boolean whole = file.read().length == FILE_BYTES;
      record(user.name() + " get" + mode, seen, owner.target, whole, began);
    }
  }

  /** Sets the workload manager's weights and waits until the distributor goes by them. */
  private void weights(Node node, String weights)
      throws IOException, InterruptedException, CommandFailedException {
    shell(node, "workload:weights " + weights);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
    while (!weights.equals(weightsOf(node))) {
      if (System.nanoTime() > end) {
        throw new CommandFailedException(
            Reply.ALL_REFUSED,
            "the distributor does not go by the weights " + weights + " but " + weightsOf(node));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    stage.step("the workload manager says " + weights);
  }

  /** The weights of the targets that are ready. */
  private static String weightsOf(Node node) throws IOException, CommandFailedException {
    List<String> weights = new ArrayList<>();
    for (Map<?, ?> row : Stage.objects(node.ask("targets").get("targets"))) {
      if (row.get("destination") instanceof Map<?, ?> target
          && "ACTIVE".equals(target.get("state"))) {
        weights.add(target.get("target") + "=" + target.get("weight"));
      }
    }
    return String.join(" ", weights);
  }

  private void record(String what, Seen seen, String expected, boolean content, long began)
      throws CommandFailedException {
    boolean ok = seen.target.equals(expected) && content;
    Map<String, @Nullable Object> step = new LinkedHashMap<>();
    step.put("name", what);
    step.put("ok", ok);
    step.put("target", seen.target);
    step.put("millis", Stage.millisSince(began));
    step.put("table", seen.table);
    steps.add(step);
    stage.tell("table", seen.table);
    stage.step(what + ": " + (ok ? "on " + seen.target : "NOT as it must be, on " + seen.target));
    seen.table.forEach(row -> stage.line("    " + line(row)));
    if (!ok) {
      throw new CommandFailedException(
          Reply.ALL_REFUSED, what + " was to be on " + expected + ", and whole");
    }
  }

  private static String line(Map<?, ?> row) {
    return row.get("client")
        + " -> "
        + row.get("address")
        + "  "
        + row.get("target")
        + (Boolean.TRUE.equals(row.get("local")) ? " (local, not forwarded)" : "")
        + "  "
        + row.get("state")
        + " by "
        + row.get("cause");
  }

  /** The tracker's table with a connection in it, and the connection's target. */
  private record Seen(String target, List<Map<?, ?>> table) {}

  /** Looks until the connection whose client's port is this one is in the tracker's table. */
  private static Seen seen(Node node, int clientPort)
      throws IOException, InterruptedException, CommandFailedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
    while (System.nanoTime() < end) {
      List<Map<?, ?>> table = Stage.objects(node.ask("connections").get("connections"));
      for (Map<?, ?> row : table) {
        if (String.valueOf(row.get("client")).endsWith(":" + clientPort)) {
          return new Seen(String.valueOf(row.get("target")), table);
        }
      }
      TimeUnit.MILLISECONDS.sleep(5); // reports come in batches
    }
    return new Seen("", List.of());
  }

  private void compare(Node node, String files) throws IOException, CommandFailedException {
    List<Map<?, ?>> listings =
        Stage.objects(node.ask("targets", "--check", FOLDER_CHECK).get("listings"));
    long same = listings.stream().filter(l -> Boolean.TRUE.equals(l.get("same"))).count();
    stage.step(same + " of " + listings.size() + " servers have the same files, over " + files);
    if (same != SERVERS) {
      throw new CommandFailedException(Reply.ALL_REFUSED, "the servers' files differ");
    }
  }

  private static void shell(Node node, String line) throws IOException, CommandFailedException {
    Reply reply = node.call("shell", line);
    if (reply.exit() != Reply.DONE) {
      throw new CommandFailedException(reply.exit(), node.name() + ": " + reply.err().strip());
    }
  }
}
