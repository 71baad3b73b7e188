// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A protocol whose data connections follow their control connection. Register it as a service with
 * {@link #NAME}; the table of an address names it.
 *
 * <p>Guarded: two seconds for a call, quarantined after three faults; the connection goes on
 * without it.
 */
@ConsumerType
public interface FlowHelper {
  /** The service property with the name that tables choose it by, for example {@code ftp}. */
  String NAME = "loadstar.flow.name";

  /** The sides of a connection. */
  enum Side {
    /** The client. */
    CLIENT,
    /** The target. */
    TARGET
  }

  /**
   * What a helper is told of a control connection.
   *
   * @param client the client's address and port
   * @param address the distributed address and port
   * @param target the target's address and port
   * @param seen whose bytes the plane sees
   */
  record Start(
      InetSocketAddress client,
      InetSocketAddress address,
      InetSocketAddress target,
      Set<Side> seen) {
    public Start {
      seen = Set.copyOf(seen);
    }
  }

  /** What a plane is to do, in this order. One that waits for an answer is the last of its list. */
  sealed interface Action {
    /**
     * Send bytes to a side: the other side's, changed or not, or an answer of the helper's own.
     *
     * @param to the side
     * @param bytes what to send; not to be changed any more
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once and never compared
    record Send(Side to, byte[] bytes) implements Action {}

    /**
     * Open a port of the distributed address for one connection of this client, and relay it to
     * this port of the target. Answered by {@link Flow#opened} or {@link Flow#refused} before more
     * bytes are told. The port that was asked for before it is closed, unless it was used.
     *
     * @param targetPort where the target listens
     */
    record ExpectPassive(int targetPort) implements Action {}

    /**
     * Open a port for one connection of this target, and relay it from the distributed address to
     * this port of the client. Answered by {@link Flow#opened} or {@link Flow#refused} before more
     * bytes are told. The port that was asked for before it is closed, unless it was used.
     *
     * @param clientPort where the client listens
     */
    record ExpectActive(int clientPort) implements Action {}

    /**
     * From here on everything is encrypted: pass it on, tell no more.
     *
     * @param slice whether data connections come by the target's slice of ports
     */
    record Blind(boolean slice) implements Action {}

    /**
     * Something was not let through; to be logged.
     *
     * @param reason one line for people
     */
    record Refuse(String reason) implements Action {}

    /**
     * End the connection: a side broke the protocol beyond repair.
     *
     * @param reason one line for people
     */
    record End(String reason) implements Action {}
  }

  /** One control connection. Not thread-safe; called on one thread at a time. */
  @ConsumerType
  interface Flow {
    /** Bytes that a side sent, cut anywhere. */
    List<Action> data(Side from, ByteBuffer bytes);

    /**
     * The port that was asked for is open.
     *
     * @param announce the address and port to tell to the side that will connect
     */
    List<Action> opened(InetSocketAddress announce);

    /** The port that was asked for cannot be opened. */
    List<Action> refused();
  }

  /** A control connection begins. */
  Flow open(Start start);
}
