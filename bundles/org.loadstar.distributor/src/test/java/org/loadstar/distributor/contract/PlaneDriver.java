// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.contract;

import java.net.InetAddress;
import java.util.Optional;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.ForwardingPlane;
import org.loadstar.api.distributor.TargetRow;

/**
 * How the contract's tests reach a plane, its clients and its targets, by sockets or by simulated
 * packets. Made for one test; called on one thread.
 */
public interface PlaneDriver extends AutoCloseable {
  /** The plane. It knows no table yet. */
  ForwardingPlane plane();

  /** The distributed address. */
  InetAddress address();

  /**
   * One of the ports of the distributed address that are free for the test.
   *
   * @param number 0 to 3; successive numbers are successive ports
   */
  int port(int number);

  /**
   * A target that takes connections, at {@link #port} 0 to 3 too: expectations and slices go to the
   * port that they came to. Its name is {@code t} and the number.
   *
   * @param number 0 to 2
   */
  TargetRow target(int number);

  /**
   * The address of a client.
   *
   * @param number 0 to 9
   */
  InetAddress client(int number);

  /** The time that the plane goes by, in milliseconds of the epoch. */
  long now();

  /**
   * Connects a client, and waits until a target has it or until it is refused.
   *
   * @param client the number of its address
   * @param port of the distributed address
   */
  Client connect(int client, int port) throws Exception;

  /**
   * Waits, or lets time pass, until connections that were closed or reset may be expected to be
   * over for the plane. Established ones have to stay.
   */
  default void settle() {}

  /** Whether every report reaches its listener. */
  default boolean isLossless() {
    return true;
  }

  @Override
  void close();

  /** One connection of a client. */
  interface Client {
    /** Its four numbers. */
    ConnectionKey key();

    /** The name of the target that has it, or empty where it was refused or has ended. */
    Optional<String> target();

    /** Sends some data; returns the name of the target that got it, empty where none did. */
    Optional<String> send() throws Exception;

    /** Ends its own side, and waits until the target has seen it. The target does not end. */
    void halfClose() throws Exception;

    /** Ends it without a fault; the target ends too. */
    void close() throws Exception;

    /** Breaks it off. */
    void reset() throws Exception;
  }
}
