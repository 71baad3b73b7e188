// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The listening sockets of a distributed address. What cannot be had is told, and tried again after
 * 1, 2, 4 and so on up to 60 s. For one event loop.
 */
final class Listening {
  private static final int MOST_SECONDS = 60;

  private final EventLoop loop;
  private final Reports reports;
  private final Sockets.Acceptor acceptor;
  private final Map<InetSocketAddress, Sockets.Listener> open = new HashMap<>();
  private Set<Integer> wanted = Set.of();
  private @Nullable InetAddress address;
  private @Nullable Future<?> retry;
  private int seconds = 1;

  Listening(EventLoop loop, Reports reports, Sockets.Acceptor acceptor) {
    this.loop = loop;
    this.reports = reports;
    this.acceptor = acceptor;
  }

  /** Listens at these ports of the address, and at no others. */
  void listen(InetAddress at, Set<Integer> ports) {
    address = at;
    wanted = ports;
    open.entrySet()
        .removeIf(
            e -> {
              boolean unwanted =
                  !e.getKey().getAddress().equals(at) || !ports.contains(e.getKey().getPort());
              if (unwanted) {
                e.getValue().close();
              }
              return unwanted;
            });
    seconds = 1;
    openWanted();
  }

  private void openWanted() {
    InetAddress at = address;
    if (retry != null) {
      retry.cancel(false);
      retry = null;
    }
    if (at == null) {
      return;
    }
    Set<Integer> missing = new TreeSet<>();
    String why = "";
    for (int port : wanted) {
      InetSocketAddress place = new InetSocketAddress(at, port);
      if (!open.containsKey(place)) {
        String fault = open(place);
        if (!fault.isEmpty()) {
          missing.add(port);
          why = fault;
        }
      }
    }
    if (missing.isEmpty()) {
      reports.fault("listening", "");
    } else {
      reports.fault(
          "listening",
          "port "
              + String.join(", ", missing.stream().map(String::valueOf).toList())
              + " of "
              + at.getHostAddress()
              + " cannot be opened ("
              + why
              + "); free it or change the address");
      retry = loop.schedule(this::openWanted, seconds, TimeUnit.SECONDS);
      seconds = Math.min(2 * seconds, MOST_SECONDS);
    }
  }

  /** Opens one; answers what was wrong. */
  private String open(InetSocketAddress place) {
    try {
      open.put(place, Sockets.listen(loop, place, acceptor));
      return "";
    } catch (IOException e) {
      return Faults.text(e);
    }
  }
}
