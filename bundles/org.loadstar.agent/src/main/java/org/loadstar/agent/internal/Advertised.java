// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import org.jspecify.annotations.Nullable;
import org.loadstar.api.agent.LoadReading;
import org.loadstar.api.agent.ServerDescription;
import org.loadstar.slp.Tn3270Template;

/**
 * One server as it is advertised now. Immutable.
 *
 * @param description what it told of itself
 * @param reading its own load
 * @param contributed the largest load that a contributor told, 0 where there is none
 * @param contributor the name of that contributor, empty where the server's own load is the larger
 * @param bias the administrator's bias that holds
 * @param configuredBias the one that its configuration has
 * @param pid the configuration that keeps the bias, or null
 * @param bundle who offers it
 */
record Advertised(
    ServerDescription description,
    LoadReading reading,
    int contributed,
    String contributor,
    int bias,
    int configuredBias,
    @Nullable String pid,
    String bundle) {

  /** The load before the bias. */
  int rawLoad() {
    return Math.max(Load.raw(reading), contributed);
  }

  /** The load that is told; no free session tells 100 whatever the bias. */
  int load() {
    return Load.isFull(reading) ? 100 : Load.biased(rawLoad(), bias);
  }

  /** Where the load comes from, in one line. */
  String loadSource() {
    if (!contributor.isEmpty()) {
      return "contributor " + contributor;
    }
    return reading instanceof LoadReading.Sessions s
        ? s.inUse() + " of " + s.capacity() + " sessions"
        : "configured";
  }

  /** The service URL, with the given address where the server names no host of its own. */
  String url(String ownAddress) {
    String host = description.host().isEmpty() ? ownAddress : description.host();
    return Tn3270Template.TN3270
        + "://"
        + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
        + ":"
        + description.port();
  }
}
