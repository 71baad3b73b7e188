// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.server;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A 3270 application on the embedded server. Register it as a service with the property {@link
 * #NAME}; a listener's configuration names the application that its sessions start with.
 *
 * <p>Called on a thread of its own bundle's guard, one call per terminal at a time; two seconds,
 * quarantined after three faults, when its terminals are told so and disconnected.
 */
@ConsumerType
public interface TerminalApplication {
  /** The service property with the application's name. */
  String NAME = "loadstar.application.name";

  /** A terminal has connected: makes what serves it. */
  TerminalDialog open(Terminal terminal);
}
