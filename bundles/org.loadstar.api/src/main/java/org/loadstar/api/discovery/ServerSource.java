// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.discovery;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Another way to find servers: a static list, DNS, a registry. Register it as a service; the
 * service property {@link #NAME} names it in tables and explanations.
 *
 * <p>It is called on a thread of its own bundle's guard, has two seconds, and is quarantined after
 * three faults (an exception, null, a null element, or no answer in time).
 */
@ConsumerType
public interface ServerSource {
  /** The service property with the source's name. */
  String NAME = "loadstar.source.name";

  /** The servers that this source knows for the query; empty where it knows none. May block. */
  List<ServerOffer> find(ServerQuery query) throws Exception;
}
