// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.discovery;

import java.util.List;

/**
 * The answer to a {@link ServerQuery}.
 *
 * @param offers the servers found, one per host and port, in no particular order
 * @param complete whether all who were asked had time to answer; if not, the list is usable but a
 *     late server may be missing
 * @param report what was tried
 */
public record ServerList(List<ServerOffer> offers, boolean complete, SearchReport report) {
  public ServerList {
    offers = List.copyOf(offers);
  }
}
