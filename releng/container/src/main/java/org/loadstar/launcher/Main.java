// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Set;
import org.loadstar.shell.wire.Reply;

/** What {@code bin/loadstar} starts. */
public final class Main {
  private static final String USAGE =
      """
      use: loadstar COMMAND [--json] [--data DIR] [--socket PATH] [--config DIR] ...

        demo              shows the main job on this machine, nothing else is needed
        demo distributor  shows one address for three FTP servers
        serve [--check] [--slp-conf FILE]
                          runs the container; --check only reads its configuration;
                          --slp-conf takes defaults from an slp.conf of OpenSLP or another SLP
        shell             an interactive shell on the running container
        find              finds TN3270E servers, best first
        screen [HOST:PORT | tn3270://HOST]
                          connects, sends keys (--keys), waits (--wait), prints the 3270 screen;
                          --trace FILE and --screens FILE write down what happened;
                          --tls, --starttls MODE and --tls-profile NAME encrypt it
        trace [SESSION FILE | SESSION --stop]
                          writes down what goes over a session of the running container
        agent             shows what the running container advertises
        directory         shows what is registered with its SLP directory agent
        bias NAME N       changes an advertised server's load
        server            shows the embedded server
        vips, targets [--check PATH], connections
                          shows the distributor's addresses, targets and connections
        drain TARGET [--seconds N], resume TARGET
                          takes a target out of distribution and puts it back
        open, sessions, close, explain [SESSION]
                          sessions that stay in the running container

      'loadstar commands' lists every command of the running container with its arguments.
      """;

  /** The commands of a running container. */
  private static final Set<String> REMOTE =
      Set.of(
          "find",
          "screen",
          "trace",
          "agent",
          "directory",
          "bias",
          "server",
          "vips",
          "targets",
          "connections",
          "drain",
          "resume",
          "explain",
          "open",
          "sessions",
          "close",
          "commands",
          "ready");

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String... line) {
    int exit;
    try {
      exit = run(Options.parse(line));
    } catch (UsageException e) {
      System.err.println("loadstar: " + e.getMessage());
      exit = Reply.WRONG_USE;
    } catch (IOException e) {
      System.err.println("loadstar: " + e);
      exit = Reply.WRONG_USE;
    }
    System.out.flush();
    System.exit(exit);
  }

  private static int run(Options options) throws UsageException, IOException {
    if (options.command().equals("help")) {
      System.out.print(USAGE);
      return Reply.DONE;
    }
    return switch (options.command()) {
      case "serve" -> Serve.run(Folders.of(options), options);
      case "shell" -> OneShot.shell(Folders.of(options), options);
      case "demo" -> Demo.run(Folders.of(options), options);
      case "train" -> Train.run(Folders.of(options));
      default -> {
        if (!REMOTE.contains(options.command())) {
          throw new UsageException(
              "there is no command '" + options.command() + "'; see loadstar help");
        }
        yield print(OneShot.run(Folders.of(options), options));
      }
    };
  }

  /** Prints a reply; standard output is UTF-8 whatever the locale says. */
  static int print(Reply reply) {
    PrintStream out = new PrintStream(System.out, true, java.nio.charset.StandardCharsets.UTF_8);
    out.print(reply.out());
    out.flush();
    System.err.print(reply.err());
    return reply.exit();
  }
}
