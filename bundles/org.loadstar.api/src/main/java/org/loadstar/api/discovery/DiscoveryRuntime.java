// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.discovery;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Introspection of discovery. The service carries {@code service.changecount}, which rises with
 * every change of what {@link #getRuntimeDTO()} tells. Thread-safe.
 */
@ProviderType
public interface DiscoveryRuntime {
  /** A snapshot, owned by the caller. */
  DiscoveryRuntimeDTO getRuntimeDTO();
}
