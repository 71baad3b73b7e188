// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.agent;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * One more factor of the load of every server advertised here (RFC 3049 section 3.1 leaves the
 * method to the vendor). Register it as a service. The largest of the server's own reading and of
 * all contributions counts, then comes the administrator's bias. Guarded as {@link
 * AdvertisedServer}.
 */
@ConsumerType
public interface LoadContributor {
  /** The service property with the contributor's name. */
  String NAME = "loadstar.contributor.name";

  /**
   * This factor's load, 0 to 100.
   *
   * @param server the server's name
   * @param own its own reading
   */
  int load(String server, LoadReading own) throws Exception;
}
