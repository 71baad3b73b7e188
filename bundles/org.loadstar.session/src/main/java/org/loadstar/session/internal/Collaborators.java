// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.ranking.LoadRanker;
import org.loadstar.net.NetworkStack;
import org.loadstar.net.TlsProfiles;

/** Who is there at the moment; each may come and go while sessions live. Thread-safe. */
interface Collaborators {
  /** Finds servers. */
  @Nullable ServerLocator locator();

  /** Ranks them. */
  @Nullable LoadRanker ranker();

  /** The event loops for new sessions. */
  @Nullable NetworkStack network();

  /** The TLS profiles for new connections. */
  @Nullable TlsProfiles tls();
}
