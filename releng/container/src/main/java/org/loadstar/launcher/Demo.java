// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.loadstar.shell.wire.Reply;

/**
 * The main job, by public means alone: three servers advertise themselves, terminals load them
 * unequally, a client that knows no address finds them, opens a session on the least loaded one,
 * shows its screen, and moves to the next when that server stops. Servers, terminals and client are
 * processes of their own; all are stopped and their folder is deleted in every case.
 */
final class Demo {
  private static final int SESSIONS = 20;
  private static final int[] HELD = {12, 5, 1};
  private static final long FAILOVER_MILLIS = 30_000;

  private final Stage stage;
  private final boolean withoutAgent;

  private Demo(Stage stage, boolean withoutAgent) {
    this.stage = stage;
    this.withoutAgent = withoutAgent;
  }

  /**
   * Runs the demo; {@code --without-agent} stops the servers' agents before the search, {@code
   * distributor} is the other demo.
   */
  static int run(Folders folders, Options options) throws IOException, UsageException {
    if (options.args().equals(List.of("distributor"))) {
      return Stage.play(folders, options, stage -> new DistributorDemo(stage).play());
    }
    boolean withoutAgent = options.args().equals(List.of("--without-agent"));
    if (!options.args().isEmpty() && !withoutAgent) {
      throw new UsageException(
          "demo: '" + String.join(" ", options.args()) + "' is not understood");
    }
    return Stage.play(folders, options, stage -> new Demo(stage, withoutAgent).play());
  }

  private void play() throws IOException, InterruptedException, CommandFailedException {
    Scratch scratch = stage.scratch();
    stage.step("three servers and the terminals start; SLP port " + scratch.slpPort() + " on lo");
    List<Node> servers = new ArrayList<>();
    for (int i = 1; i <= HELD.length; i++) {
      String name = "server" + i;
      servers.add(stage.start(name, n -> scratch.server(n, "DEMO", SESSIONS)));
    }
    Node terminals = stage.start("terminals", scratch::client);
    terminals.ready();
    for (int i = 0; i < HELD.length; i++) {
      String address = address(servers.get(i));
      terminals.ask("open", address, "--count", String.valueOf(HELD[i]));
      stage.step(
          servers.get(i).name() + " on " + address + " holds " + HELD[i] + " of " + SESSIONS);
    }
    if (withoutAgent) {
      for (Node server : servers) {
        stopAgent(server);
      }
    }
    Node client = stage.start("client", scratch::client);
    long startMillis = client.ready();
    stage.tell("startMillis", startMillis);
    stage.step("the client is ready, " + startMillis + " ms after its Java was started");
    stage.tell("offers", List.of());
    List<Map<?, ?>> offers = Stage.objects(client.ask("find").get("offers"));
    stage.tell("offers", offers.stream().map(Demo::offer).toList());
    stage.step("the client has found " + offers.size() + " servers");
    offers.forEach(o -> stage.line("    load " + o.get("load") + "  " + o.get("url")));
    session(client, servers, terminals);
  }

  private void session(Node client, List<Node> servers, Node terminals)
      throws IOException, InterruptedException, CommandFailedException {
    Map<?, ?> session = Stage.objects(client.ask("open").get("sessions")).get(0);
    String id = String.valueOf(session.get("id"));
    String from = String.valueOf(session.get("url"));
    stage.tell("chosen", from);
    stage.step("the client's session is on the least loaded one, " + from);
    Object screen = client.ask("screen", "--session", id).get("screen");
    stage.tell("screen", screen);
    stage.step("its screen:");
    if (screen instanceof List<?> rows) {
      rows.forEach(row -> stage.line("    |" + row + "|"));
    }
    Node chosen = serverOn(servers, String.valueOf(session.get("server")));
    long stopped = System.nanoTime();
    stage.step(chosen.name() + " is stopped");
    chosen.close();
    String to = moved(client, id, from);
    long millis = Stage.millisSince(stopped);
    Map<String, Object> failover = new LinkedHashMap<>();
    failover.put("from", from);
    failover.put("to", to);
    failover.put("millis", millis);
    stage.tell("failover", failover);
    stage.step("the session is on the next one, " + to + ", " + millis + " ms after the stop");
    terminals.ask("close", "--all");
  }

  /** Waits until the session is connected elsewhere; the URL of its new server. */
  private static String moved(Node client, String id, String from)
      throws IOException, InterruptedException, CommandFailedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAILOVER_MILLIS);
    while (System.nanoTime() < end) {
      for (Map<?, ?> session : Stage.objects(client.ask("sessions").get("sessions"))) {
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

  private static String address(Node server)
      throws IOException, InterruptedException, CommandFailedException {
    server.ready();
    Map<?, ?> listener = Stage.objects(server.ask("server").get("listeners")).get(0);
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
    stage.step("the agent of " + server.name() + " is stopped");
  }

  private static Map<String, @Nullable Object> offer(Map<?, ?> found) {
    Map<String, @Nullable Object> offer = new LinkedHashMap<>();
    for (String key : List.of("url", "load", "pools")) {
      offer.put(key, found.get(key));
    }
    return offer;
  }
}
