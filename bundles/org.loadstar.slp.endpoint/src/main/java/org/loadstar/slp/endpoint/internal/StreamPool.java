// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.loadstar.net.NetworkStack;

/**
 * The TCP connections to agents, for all exchanges of the process. One is kept for a while after a
 * request that came soon after the one before it; else it is closed when its last question has
 * ended. Thread-safe: its lock guards all connections too, and nothing alien is called under it.
 */
final class StreamPool {
  static final int MOST_CONNECTIONS = 32;
  private static final int MOST_REMEMBERED = 256;

  private final Duration kept;
  private final Set<StreamClient> open = new HashSet<>();

  /** Of those, what takes new questions. */
  private final Map<InetSocketAddress, StreamClient> usable = new HashMap<>();

  private final Map<InetSocketAddress, Long> lastAsked =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Long> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  private boolean closed;

  /**
   * @param kept how long a connection is kept after a request, and how soon after another a request
   *     counts as frequent
   */
  StreamPool(Duration kept) {
    this.kept = kept;
  }

  void ask(NetworkStack stack, StreamQuestion question) {
    String refusal;
    synchronized (this) {
      Clock clock = stack.clock();
      long now = clock.millis();
      Long before = lastAsked.remove(question.agent());
      lastAsked.put(question.agent(), now);
      boolean frequent = before != null && Math.abs(now - before) < kept.toMillis();
      StreamClient client = client(stack, question.agent());
      if (client != null) {
        client.keepUntil(frequent ? now + kept.toMillis() : now);
        client.ask(question);
        return;
      }
      refusal = closed ? "the SLP endpoint has been stopped" : "too many TCP connections";
    }
    question.failed(line(question.agent(), refusal));
  }

  private @Nullable StreamClient client(NetworkStack stack, InetSocketAddress agent) {
    StreamClient known = usable.get(agent);
    if (known != null || closed) {
      return closed ? null : known;
    }
    if (open.size() >= MOST_CONNECTIONS) {
      open.stream().filter(StreamClient::idle).findFirst().ifPresent(this::drop);
    }
    if (open.size() >= MOST_CONNECTIONS) {
      return null;
    }
    StreamClient fresh = new StreamClient(this, stack, agent);
    open.add(fresh);
    usable.put(agent, fresh);
    fresh.connect();
    return fresh;
  }

  /** Asks again, on a new connection, what a kept one has lost. */
  void askAgain(NetworkStack stack, StreamQuestion question) {
    String refusal;
    synchronized (this) {
      StreamClient client = client(stack, question.agent());
      if (client != null) {
        client.ask(question);
        return;
      }
      refusal = "the TCP connection was lost";
    }
    question.failed(line(question.agent(), refusal));
  }

  /** Nobody waits for the question any more. Its connection may be dead: no other follows it. */
  synchronized void abandon(StreamQuestion question) {
    for (StreamClient client : open) {
      if (client.forget(question)) {
        usable.remove(client.agent(), client);
        client.closeIfDone();
        return;
      }
    }
  }

  synchronized boolean connected(InetSocketAddress agent) {
    StreamClient client = usable.get(agent);
    return client != null && client.connected();
  }

  /** It takes no more questions. */
  synchronized void drop(StreamClient client) {
    usable.remove(client.agent(), client);
    open.remove(client);
    client.close();
  }

  void close() {
    List<StreamClient> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(open);
    }
    all.forEach(this::drop);
  }

  static String line(InetSocketAddress agent, String what) {
    return "TCP to " + NetUtil.toSocketAddressString(agent) + ": " + what;
  }
}
