// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

import java.net.InetAddress;

/**
 * A client that goes where it went before.
 *
 * @param client its address
 * @param target the target's name
 * @param until when it is forgotten, in milliseconds of the epoch; {@link Long#MAX_VALUE} while it
 *     has a connection, for the time begins with the end of the last
 */
public record Affinity(InetAddress client, String target, long until) {}
