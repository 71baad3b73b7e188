// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.ServiceType;

/** What is wanted, in no version yet and of nobody. */
sealed interface Question {
  /**
   * The services of a type.
   *
   * @param predicate that they must match, empty for all
   * @param described whether their attributes are wanted too
   */
  record Services(ServiceType type, String predicate, boolean described) implements Question {}

  /** The attributes of a service, or of all services of a type. */
  record Attributes(String urlOrType, List<String> tags) implements Question {}

  /** The service types of a naming authority; of IANA where empty, of everybody where null. */
  record Types(@Nullable String namingAuthority) implements Question {}

  /** Who the directory agents are. */
  record DirectoryAgents() implements Question {}
}
