// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.loadstar.shell.wire.JsonWriter;
import org.loadstar.shell.wire.Reply;

/**
 * The main job, by public means alone: three servers advertise themselves, terminals load them
 * unequally, a client that knows no address finds them, opens a session on the least loaded one,
 * shows its screen, and moves to the next when that server stops. Servers, terminals and client are
 * processes of their own; all are stopped and their folder is deleted in every case.
 */
final class Demo implements AutoCloseable {
  private static final int SESSIONS = 20;
  private static final int[] HELD = {12, 5, 1};
  private static final long FAILOVER_MILLIS = 30_000;

  private final Folders folders;
  private final boolean json;
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final long began = System.nanoTime();
  private final Scratch scratch = new Scratch();
  private final List<Node> nodes = new ArrayList<>();
  private boolean closed; // guarded by nodes
  private final Map<String, @Nullable Object> document = new LinkedHashMap<>();

  private Demo(Folders folders, boolean json) throws IOException {
    this.folders = folders;
    this.json = json;
  }

  /** Runs the demo; {@code --without-agent} stops the servers' agents before the search. */
  static int run(Folders folders, Options options) throws IOException, UsageException {
    boolean withoutAgent = options.args().equals(List.of("--without-agent"));
    if (!options.args().isEmpty() && !withoutAgent) {
      throw new UsageException(
          "demo: '" + String.join(" ", options.args()) + "' is not understood");
    }
    Demo demo = new Demo(folders, options.json());
    Thread hook = new Thread(demo::close, "loadstar-demo-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try (demo) {
      demo.play(withoutAgent);
      return Reply.DONE;
    } catch (CommandFailedException e) {
      System.err.println("loadstar: " + e.getMessage());
      return e.exit();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reply.WRONG_USE;
    } finally {
      if (demo.json) {
        demo.out.println(JsonWriter.write(demo.document));
      }
    }
  }

  private void play(boolean withoutAgent)
      throws IOException, InterruptedException, CommandFailedException {
    step("three servers and the terminals start; SLP port " + scratch.slpPort() + " on lo");
    List<Node> servers = new ArrayList<>();
    for (int i = 1; i <= HELD.length; i++) {
      String name = "server" + i;
      servers.add(start(name, n -> scratch.server(n, "DEMO", SESSIONS)));
    }
    Node terminals = start("terminals", scratch::client);
    terminals.ready();
    for (int i = 0; i < HELD.length; i++) {
      String address = address(servers.get(i));
      terminals.ask("open", address, "--count", String.valueOf(HELD[i]));
      step(servers.get(i).name() + " on " + address + " holds " + HELD[i] + " of " + SESSIONS);
    }
    if (withoutAgent) {
      for (Node server : servers) {
        stopAgent(server);
      }
    }
    Node client = start("client", scratch::client);
    long startMillis = client.ready();
    document.put("startMillis", startMillis);
    step("the client is ready, " + startMillis + " ms after its Java was started");
    document.put("offers", List.of());
    List<Map<?, ?>> offers = objects(client.ask("find").get("offers"));
    document.put("offers", offers.stream().map(Demo::offer).toList());
    step("the client has found " + offers.size() + " servers");
    offers.forEach(o -> line("    load " + o.get("load") + "  " + o.get("url")));
    session(client, servers, terminals);
  }

  private void session(Node client, List<Node> servers, Node terminals)
      throws IOException, InterruptedException, CommandFailedException {
    Map<?, ?> session = objects(client.ask("open").get("sessions")).get(0);
    String id = String.valueOf(session.get("id"));
    String from = String.valueOf(session.get("url"));
    document.put("chosen", from);
    step("the client's session is on the least loaded one, " + from);
    Object screen = client.ask("screen", "--session", id).get("screen");
    document.put("screen", screen);
    step("its screen:");
    if (screen instanceof List<?> rows) {
      rows.forEach(row -> line("    |" + row + "|"));
    }
    Node chosen = serverOn(servers, String.valueOf(session.get("server")));
    long stopped = System.nanoTime();
    step(chosen.name() + " is stopped");
    chosen.close();
    String to = moved(client, id, from);
    long millis = millisSince(stopped);
    Map<String, Object> failover = new LinkedHashMap<>();
    failover.put("from", from);
    failover.put("to", to);
    failover.put("millis", millis);
    document.put("failover", failover);
    step("the session is on the next one, " + to + ", " + millis + " ms after the stop");
    terminals.ask("close", "--all");
  }

  /** Waits until the session is connected elsewhere; the URL of its new server. */
  private static String moved(Node client, String id, String from)
      throws IOException, InterruptedException, CommandFailedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAILOVER_MILLIS);
    while (System.nanoTime() < end) {
      for (Map<?, ?> session : objects(client.ask("sessions").get("sessions"))) {
        String url = String.valueOf(session.get("url"));
        if (id.equals(session.get("id"))
            && "CONNECTED".equals(session.get("state"))
            && !from.equals(url)) {
          return url;
        }
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    throw new CommandFailedException(
        Reply.ALL_REFUSED,
        "the session has not moved within "
            + FAILOVER_MILLIS
            + " ms: "
            + client.call("explain", id).out());
  }

  /** Writes a container's configuration and starts it, unless the demo is being stopped. */
  private Node start(String name, Configuration configuration)
      throws IOException, InterruptedException {
    synchronized (nodes) {
      if (closed) {
        throw new InterruptedException("the demo is stopped");
      }
      Path config = configuration.write(name);
      Node node = Node.start(folders.home(), name, scratch.data(name), config);
      nodes.add(node);
      return node;
    }
  }

  /** Writes the configuration of a container; the folder that it is in. */
  private interface Configuration {
    Path write(String name) throws IOException;
  }

  private static String address(Node server)
      throws IOException, InterruptedException, CommandFailedException {
    server.ready();
    Map<?, ?> listener = objects(server.ask("server").get("listeners")).get(0);
    return "127.0.0.1:" + listener.get("port");
  }

  private static Node serverOn(List<Node> servers, String address)
      throws IOException, InterruptedException, CommandFailedException {
    for (Node server : servers) {
      if (address(server).equals(address)) {
        return server;
      }
    }
    throw new CommandFailedException(
        Reply.ALL_REFUSED,
        "the session is on " + address + ", which is none of the demo's servers");
  }

  private void stopAgent(Node server) throws IOException, CommandFailedException {
    Reply reply = server.call("shell", "stop org.loadstar.agent");
    if (reply.exit() != Reply.DONE) {
      throw new CommandFailedException(reply.exit(), server.name() + ": " + reply.err().strip());
    }
    step("the agent of " + server.name() + " is stopped");
  }

  private static Map<String, @Nullable Object> offer(Map<?, ?> found) {
    Map<String, @Nullable Object> offer = new LinkedHashMap<>();
    for (String key : List.of("url", "load", "pools")) {
      offer.put(key, found.get(key));
    }
    return offer;
  }

  private static List<Map<?, ?>> objects(@Nullable Object list) {
    List<Map<?, ?>> objects = new ArrayList<>();
    if (list instanceof List<?> values) {
      for (Object value : values) {
        if (value instanceof Map<?, ?> object) {
          objects.add(object);
        }
      }
    }
    return objects;
  }

  private void step(String what) {
    line(String.format("%6d ms  %s", millisSince(began), what));
  }

  private void line(String text) {
    if (!json) {
      out.println(text);
    }
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  @Override
  public void close() {
    synchronized (nodes) {
      if (closed) {
        return;
      }
      closed = true;
      nodes.parallelStream().forEach(Node::close);
      nodes.clear();
      try {
        scratch.close();
      } catch (IOException e) {
        System.err.println("loadstar: the demo's folder is left behind: " + e.getMessage());
      }
    }
  }
}
