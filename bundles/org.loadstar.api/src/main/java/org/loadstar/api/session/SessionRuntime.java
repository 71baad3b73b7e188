// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import org.osgi.annotation.versioning.ProviderType;

/** Introspection of sessions; the service carries {@code service.changecount}. Thread-safe. */
@ProviderType
public interface SessionRuntime {
  /** A snapshot, owned by the caller. */
  SessionRuntimeDTO getRuntimeDTO();
}
