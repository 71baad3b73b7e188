// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What is trusted and what we prove, by the name of a configuration {@code org.loadstar.tls~NAME}.
 * Thread-safe.
 */
@ProviderType
public interface TlsProfiles {
  /** The profile that holds where none is named. Without a configuration it has its defaults. */
  String DEFAULT = "default";

  /**
   * The profile as it is now; files that have changed are read again. Ask for each connection, and
   * keep nothing: what runs keeps what it began with. The stage completes on a thread of this
   * service and fails with {@link TlsException}.
   *
   * @param name of the profile, empty for {@link #DEFAULT}
   */
  CompletionStage<TlsProfile> profile(String name);

  /**
   * Tells of every configuration that comes, changes or goes, on the thread that brings it.
   *
   * @return ends it
   */
  Runnable watch(Runnable changed);
}
