// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Introspection of the distributor, with {@code service.changecount}. Thread-safe. */
@ProviderType
public interface DistributorRuntime {
  /** A snapshot without the single connections, owned by the caller. */
  DistributorRuntimeDTO getRuntimeDTO();

  /**
   * The routing table of connections: the newest first.
   *
   * @param vip the name of a distributed address, or empty for all
   * @param target the name of a target, or empty for all
   * @param limit most rows
   */
  List<DistributorRuntimeDTO.ConnectionDTO> connections(String vip, String target, int limit);
}
