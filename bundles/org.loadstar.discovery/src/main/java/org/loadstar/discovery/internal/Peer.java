// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.endpoint.SlpLink;

/**
 * An agent that can be asked.
 *
 * @param link the way to it, or null for the way of the routing table
 * @param directory whether it is a directory agent
 */
record Peer(InetSocketAddress address, @Nullable SlpLink link, boolean directory) {}
