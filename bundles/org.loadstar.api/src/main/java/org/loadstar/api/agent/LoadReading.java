// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.agent;

/** What a server knows of its own load, before the administrator's bias. */
public sealed interface LoadReading {
  /**
   * Sessions in use of those there are, so that free sessions count (RFC 3049 section 3.1).
   *
   * @param inUse sessions in use, at least 0
   * @param capacity sessions there can be, at least 1
   */
  record Sessions(int inUse, int capacity) implements LoadReading {
    public Sessions {
      if (inUse < 0 || capacity < 1) {
        throw new IllegalArgumentException("sessions in use " + inUse + " of " + capacity);
      }
    }
  }

  /**
   * A load told by configuration or by other means.
   *
   * @param load 0 to 100
   */
  record Fixed(int load) implements LoadReading {
    public Fixed {
      if (load < 0 || load > 100) {
        throw new IllegalArgumentException("a load is 0 to 100, not " + load);
      }
    }
  }
}
