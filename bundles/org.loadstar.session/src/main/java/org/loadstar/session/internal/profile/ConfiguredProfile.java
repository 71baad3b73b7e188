// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.profile;

import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.SessionProfile;

/** One factory configuration; a service within this bundle. Thread-safe. */
public interface ConfiguredProfile {
  /** The last good state of the configuration; null where there was none yet. */
  @Nullable SessionProfile profile();
}
