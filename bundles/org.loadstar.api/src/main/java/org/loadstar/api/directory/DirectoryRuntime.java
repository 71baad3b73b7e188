// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.directory;

import org.osgi.annotation.versioning.ProviderType;

/** Introspection of the directory agent, with {@code service.changecount}. Thread-safe. */
@ProviderType
public interface DirectoryRuntime {
  /** A snapshot, owned by the caller. */
  DirectoryRuntimeDTO getRuntimeDTO();
}
