// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionState;

/**
 * What is known of a connection besides its key, in the 31 lower bits of a number; 0 is no
 * connection.
 *
 * <pre>
 *   bits 0, 1    1 half-open, 2 established, 3 closing
 *   bits 2 to 4  the cause
 *   bit 5        mark of the plane's last full report
 *   bit 6        mark of the target's last report
 *   bit 7        the plane has told of it
 *   bit 8        the target has told of it
 *   bit 9        it counts for its client's affinity
 *   bits 10 to 28  its owner
 *   bit 29       its time was over once, and the plane was asked for it
 *   bit 30       another connection than the one before with the same key; never stored
 * </pre>
 */
final class Meta {
  static final int MOST_OWNERS = 1 << 19;
  static final int PLANE_MARK = 1 << 5;
  static final int TARGET_MARK = 1 << 6;
  static final int BY_PLANE = 1 << 7;
  static final int BY_TARGET = 1 << 8;
  static final int COUNTED = 1 << 9;
  static final int DOUBTED = 1 << 29;
  static final int FRESH = 1 << 30;

  private static final int STATE = 3;
  private static final int CAUSE_SHIFT = 2;
  private static final int CAUSE = 7;
  private static final int OWNER_SHIFT = 10;
  private static final ConnectionState[] STATES = {
    ConnectionState.CLOSED,
    ConnectionState.HALF_OPEN,
    ConnectionState.ESTABLISHED,
    ConnectionState.CLOSING
  };
  private static final ConnectionCause[] CAUSES = {
    ConnectionCause.WEIGHT,
    ConnectionCause.AFFINITY,
    ConnectionCause.EXPECTATION,
    ConnectionCause.SLICE,
    ConnectionCause.OUTBOUND
  };

  private Meta() {}

  static int of(ConnectionState state, ConnectionCause cause, int owner) {
    return bits(state) | (bits(cause) << CAUSE_SHIFT) | (owner << OWNER_SHIFT);
  }

  private static int bits(ConnectionState state) {
    return switch (state) {
      case CLOSED -> 0;
      case HALF_OPEN -> 1;
      case ESTABLISHED -> 2;
      case CLOSING -> 3;
    };
  }

  private static int bits(ConnectionCause cause) {
    return switch (cause) {
      case WEIGHT -> 0;
      case AFFINITY -> 1;
      case EXPECTATION -> 2;
      case SLICE -> 3;
      case OUTBOUND -> 4;
    };
  }

  static ConnectionState state(int meta) {
    return STATES[meta & STATE];
  }

  static int with(int meta, ConnectionState state) {
    return (meta & ~STATE) | bits(state);
  }

  static int with(int meta, int flag, boolean set) {
    return set ? meta | flag : meta & ~flag;
  }

  static boolean has(int meta, int flag) {
    return (meta & flag) != 0;
  }

  static ConnectionCause cause(int meta) {
    return CAUSES[(meta >>> CAUSE_SHIFT) & CAUSE];
  }

  static int owner(int meta) {
    return (meta >>> OWNER_SHIFT) & (MOST_OWNERS - 1);
  }
}
