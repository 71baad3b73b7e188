// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint;

import java.util.Optional;
import org.loadstar.slp.KeyRing;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A key of this process for authentication blocks: one service for each configuration {@code
 * org.loadstar.slp.key~NAME}. Agents gather them with {@link SlpKeys}; the service is modified when
 * the key is another. Thread-safe.
 */
@ProviderType
public interface SlpKey {
  /** The key as it is now; empty where its configuration has never been right. */
  Optional<KeyRing.Key> key();
}
