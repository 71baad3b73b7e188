// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

/** What is said to a silent host to keep a connection alive. */
public enum KeepAliveProbe {
  /** A telnet NOP: the path stays open; a host that is gone is noticed by TCP, after minutes. */
  NOP,
  /**
   * A telnet timing mark, which a host must answer (RFC 860): one that is silent for the same time
   * again is taken for gone.
   */
  TIMING_MARK
}
