// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.agent;

import org.osgi.annotation.versioning.ProviderType;

/** Introspection of the service agent, with {@code service.changecount}. Thread-safe. */
@ProviderType
public interface AgentRuntime {
  /** A snapshot, owned by the caller. */
  AgentRuntimeDTO getRuntimeDTO();
}
