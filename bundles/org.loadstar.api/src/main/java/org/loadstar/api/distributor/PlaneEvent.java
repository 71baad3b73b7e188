// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

/** What a plane did, or saw. Unknown connections may be told of: reports can get lost. */
public sealed interface PlaneEvent {
  /** The connection. */
  ConnectionKey key();

  /**
   * A connection was given to a target.
   *
   * @param key the connection
   * @param target the target's name
   * @param cause why this one
   * @param epoch of the table that decided
   */
  record Opened(ConnectionKey key, String target, ConnectionCause cause, long epoch)
      implements PlaneEvent {}

  /**
   * Its target has answered, or so the client's packets say.
   *
   * @param key the connection
   * @param target the target's name
   * @param connectMicros how long the target took, in microseconds, or -1 where the plane can't
   *     know
   */
  record Established(ConnectionKey key, String target, long connectMicros) implements PlaneEvent {}

  /**
   * One side has ended it.
   *
   * @param key the connection
   * @param target the target's name
   */
  record Closing(ConnectionKey key, String target) implements PlaneEvent {}

  /**
   * It is over.
   *
   * @param key the connection
   * @param target the target's name
   * @param fromClient bytes from the client to the target, or -1
   * @param fromTarget bytes from the target to the client, or -1
   */
  record Closed(ConnectionKey key, String target, long fromClient, long fromTarget)
      implements PlaneEvent {}

  /**
   * It got no target, or its target refused.
   *
   * @param key the connection
   * @param target the target that refused it or did not answer in time, which counts against its
   *     health; empty where the plane refused by itself, ran out of descriptors, or the client left
   * @param reason why, in one line for people
   */
  record Refused(ConnectionKey key, String target, String reason) implements PlaneEvent {}

  /**
   * A packet that belongs to no connection that the plane knows, and begins none.
   *
   * @param key the connection it would belong to
   */
  record Unknown(ConnectionKey key) implements PlaneEvent {}
}
