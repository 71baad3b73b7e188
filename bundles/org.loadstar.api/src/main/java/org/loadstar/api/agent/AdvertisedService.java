// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.agent;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A service of any kind to advertise, registered as an OSGi service: registering it advertises it,
 * modifying its properties reads the description again, unregistering withdraws it. Whoever has a
 * TN3270E server registers an {@link AdvertisedServer} instead. Guarded as that one.
 */
@ConsumerType
public interface AdvertisedService {
  /** What is told of it. */
  Description describe();

  /**
   * A service as SLP tells of it (RFC 2608 sections 4 and 5). A description that is malformed is a
   * fault of who offers it.
   *
   * @param url such as {@code service:printer:lpr://host/queue}
   * @param type its type; empty for that of the URL
   * @param lifetimeSeconds 1 to 65535; directory agents are told again before it is over
   * @param scopes where; empty for those of the service agent
   * @param attributeList as SLP writes it, escaped: {@code (LOAD=35),BIND}
   */
  record Description(
      String url, String type, int lifetimeSeconds, List<String> scopes, String attributeList) {
    public Description {
      if (lifetimeSeconds < 1 || lifetimeSeconds > 65535) {
        throw new IllegalArgumentException("a lifetime is 1 to 65535 s, not " + lifetimeSeconds);
      }
      scopes = List.copyOf(scopes);
    }
  }
}
