// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net;

import io.netty.channel.EventLoopGroup;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.time.Clock;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The event loops, interfaces and clock that every provider shares. Thread-safe.
 *
 * <p>Nothing runs until somebody holds a {@link Lease}: the loops start with the first and end with
 * the last. A change of configuration concerns new leases; a running lease keeps its loops.
 */
@ProviderType
public interface NetworkStack {
  /**
   * Takes part in the event loops, whose channels are NIO channels. Hold it exactly as long as
   * channels or timers live on them, and close the channels before it. A lease may outlive this
   * service.
   */
  Lease lease();

  /**
   * Takes part in event loops for many TCP connections: Linux's own (epoll channels) where they are
   * to be had and allowed, else those of {@link #lease}. Ask the loop which channels it takes.
   */
  default Lease streams() {
    return lease();
  }

  /** The clock that all time-outs and ages are measured by. */
  Clock clock();

  /**
   * The interfaces for multicast: those configured, else every interface that is up and has an
   * address (the loopback interface too, where nothing else is up or where it is configured).
   */
  List<NetworkInterface> multicastInterfaces();

  /** The protocol families that may be used, IPv4 first. */
  default List<StandardProtocolFamily> families() {
    return List.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6);
  }

  /** The time to live of multicast packets, 0 to 255. */
  int multicastTtl();

  /** A share in the event loops. */
  interface Lease extends AutoCloseable {
    /** Where channels are registered and timers run. Never shut it down. */
    EventLoopGroup group();

    /** Gives the share back; idempotent. The loops end when the last lease is closed. */
    @Override
    void close();
  }
}
