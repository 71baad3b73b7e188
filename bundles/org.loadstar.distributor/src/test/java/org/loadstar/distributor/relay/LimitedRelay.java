// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.loadstar.api.distributor.ForwardingTable;
import org.loadstar.api.distributor.LiveConnection;
import org.loadstar.api.distributor.PlaneEvent;
import org.loadstar.api.distributor.PlaneListener;
import org.loadstar.api.distributor.PlaneReport;
import org.loadstar.api.distributor.PortRange;
import org.loadstar.api.distributor.TargetRow;
import org.loadstar.testkit.Ports;

/** A relay in a process of its own that may open few files. */
final class LimitedRelay implements AutoCloseable {
  private static final int FILES = 200;

  final InetSocketAddress at = new InetSocketAddress(Peer.address("127.0.0.1"), Ports.free());
  final InetSocketAddress control = new InetSocketAddress(Peer.address("127.0.0.1"), Ports.free());
  final List<String> printed = new CopyOnWriteArrayList<>();
  private final Process process;

  LimitedRelay(InetSocketAddress target, String transport) throws IOException {
    String java = ProcessHandle.current().info().command().orElse("java");
    process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n " + FILES + " && exec \"$@\"",
                "sh",
                java,
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                LimitedRelay.class.getName(),
                String.valueOf(at.getPort()),
                target.getAddress().getHostAddress(),
                String.valueOf(target.getPort()),
                transport,
                String.valueOf(control.getPort()))
            .redirectErrorStream(true)
            .start();
    Thread reader = new Thread(this::read);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      lines.lines().forEach(printed::add);
    } catch (IOException e) {
      printed.add(e.toString());
    }
  }

  /** The other process: port, target's address and port, and the transport. */
  public static void main(String... args) throws Exception {
    // Without files, the system of logging and classes of a folder cannot be loaded any more.
    new RefusalLog("ready").refused(Peer.address(args[1]), Faults.text(new IOException("nothing")));
    loadAllBeside(RelayPlane.class);
    for (Class<?> event : PlaneEvent.class.getPermittedSubclasses()) {
      Class.forName(event.getName());
    }
    serve(new ServerSocket(Integer.parseInt(args[4]), 10, Peer.address("127.0.0.1")));
    int port = Integer.parseInt(args[0]);
    TargetRow target =
        new TargetRow("t0", Peer.address(args[1]), Integer.parseInt(args[2]), false, 0, false, 0);
    Loops loops = args[3].equals("epoll") ? Loops.epoll() : Loops.nio();
    new RelayPlane(loops, (name, start) -> null)
        .apply(
            new ForwardingTable(
                Rig.VIP,
                1,
                Peer.address("127.0.0.1"),
                List.of(new PortRange(port, port)),
                List.of(target),
                List.of(0),
                0,
                List.of(),
                List.of(),
                Map.of(),
                "",
                Rig.LIMITS),
            new Printer());
    loops.settle();
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // Until the test ends.
    }
  }

  /** What is loaded for the first time without files would be missing for ever. */
  private static void loadAllBeside(Class<?> one) throws Exception {
    Path folder = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (!Files.isDirectory(folder)) {
      return; // a jar that is open already
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        String name = folder.relativize(file).toString().replace('/', '.');
        Class.forName(
            name.substring(0, name.length() - ".class".length()), false, one.getClassLoader());
      }
    }
  }

  /** Answers each connection with a line, as the control socket of a container would. */
  private static void serve(ServerSocket server) {
    Thread thread =
        new Thread(
            () -> {
              while (true) {
                try (Socket socket = server.accept()) {
                  socket.getOutputStream().write("here\n".getBytes(StandardCharsets.ISO_8859_1));
                } catch (IOException none) {
                  System.out.println("control: " + none.getMessage());
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static final class Printer implements PlaneListener {
    @Override
    public void report(PlaneReport report) {
      for (PlaneEvent event : report.events()) {
        if (event instanceof PlaneEvent.Refused refused && refused.target().isEmpty()) {
          System.out.println("refused: " + refused.reason());
        }
      }
    }

    @Override
    public void full(String vip, long sequence, List<LiveConnection> connections) {}

    @Override
    public void fault(String vip, String fault) {
      System.out.println("fault: " + fault);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
