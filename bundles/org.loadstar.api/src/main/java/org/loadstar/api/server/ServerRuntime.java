// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.server;

import org.osgi.annotation.versioning.ProviderType;

/** Introspection of the embedded server, with {@code service.changecount}. Thread-safe. */
@ProviderType
public interface ServerRuntime {
  /** A snapshot, owned by the caller. */
  ServerRuntimeDTO getRuntimeDTO();
}
