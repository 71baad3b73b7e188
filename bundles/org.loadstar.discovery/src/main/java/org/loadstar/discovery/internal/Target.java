// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.net.InetSocketAddress;

/** What one agent is asked. */
sealed interface Target {
  /** The services of a type that a directory agent knows. */
  record Services(InetSocketAddress directoryAgent, Topic topic) implements Target {}

  /** The attributes of a service, asked of the agent that told of it. */
  record Description(String url) implements Target {}
}
