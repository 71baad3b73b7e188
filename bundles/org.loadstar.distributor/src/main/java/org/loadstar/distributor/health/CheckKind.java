// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.health;

/** How a target is checked. */
public enum CheckKind {
  /** It takes a connection. */
  TCP,
  /** It gives out a logical unit by TN3270E or plain TN3270. */
  TN3270E,
  /** It says that it is ready for a new user of FTP. */
  FTP,
  /**
   * Its agent tells weight and state by HAProxy's agent-check protocol. That the agent does not
   * answer says nothing about the target.
   */
  AGENT
}
