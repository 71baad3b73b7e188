// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Descriptors that are held back while anything is relayed. When there are no others they are given
 * free: clients can be refused at once then, and an operator still gets in. Thread-safe.
 */
final class Reserve {
  private static final int SIZE = 8;
  private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);

  // Guarded by this.
  private final List<SocketChannel> held = new ArrayList<>();
  private int users;

  /** One more address needs it. */
  synchronized void use() {
    users++;
    refill();
  }

  /** One less does. */
  synchronized void leave() {
    users--;
    if (users == 0) {
      release();
    }
  }

  /** Gives the descriptors free. */
  synchronized void release() {
    for (SocketChannel one : held) {
      try {
        one.close();
      } catch (IOException e) {
        LOG.debug("A descriptor in reserve did not close well", e);
      }
    }
    held.clear();
  }

  /** Takes them again; false where there are not twice as many, and none is taken then. */
  synchronized boolean refill() {
    try {
      while (held.size() < 2 * SIZE && users > 0) {
        held.add(SocketChannel.open());
      }
      List<SocketChannel> others = held.subList(users > 0 ? SIZE : 0, held.size());
      for (SocketChannel other : others) {
        other.close();
      }
      others.clear();
      return true;
    } catch (IOException tooFew) {
      release();
      return false;
    }
  }
}
