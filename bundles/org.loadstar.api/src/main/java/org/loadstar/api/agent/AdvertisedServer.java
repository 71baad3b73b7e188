// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.agent;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A server to advertise, registered as a service: registering it advertises the server, modifying
 * its service properties reads the description again, unregistering withdraws it.
 *
 * <p>A service property {@code service.pid} names the configuration that keeps the server's bias in
 * its key {@code loadBias}; the service property {@link #LOAD_BIAS} tells the bias that holds.
 *
 * <p>Called on a thread of its own bundle's guard; two seconds, quarantined after three faults.
 */
@ConsumerType
public interface AdvertisedServer {
  /** Service property, an Integer of 0 to 100: the administrator's bias, 50 being neutral. */
  String LOAD_BIAS = "loadstar.load.bias";

  /** What the server is. */
  ServerDescription describe();

  /** Its load now. */
  LoadReading load();
}
