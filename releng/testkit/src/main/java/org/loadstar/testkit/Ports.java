// SPDX-License-Identifier: EPL-2.0
package org.loadstar.testkit;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that nobody has and that nobody gets by chance: below those that systems give to sockets
 * that ask for any, so that a test may let go of one and still find it free.
 */
public final class Ports {
  private static final int FIRST = 15_000;
  private static final int BOUND = 32_000;

  private Ports() {}

  /** A port that is free for UDP and TCP on every address. Thread-safe. */
  public static int free() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, BOUND);
      try (DatagramSocket udp = new DatagramSocket(port);
          ServerSocket tcp = new ServerSocket(port)) {
        return tcp.isBound() && udp.isBound() ? port : free();
      } catch (IOException taken) {
        // Another one, then.
      }
    }
  }
}
