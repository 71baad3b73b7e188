// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.ranking;

import org.osgi.annotation.versioning.ProviderType;

/** Introspection of the ranker; the service carries {@code service.changecount}. Thread-safe. */
@ProviderType
public interface RankingRuntime {
  /** A snapshot, owned by the caller. */
  RankingRuntimeDTO getRuntimeDTO();
}
