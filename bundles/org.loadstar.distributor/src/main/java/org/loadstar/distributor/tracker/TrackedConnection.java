// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import org.loadstar.api.distributor.ConnectionCause;
import org.loadstar.api.distributor.ConnectionKey;
import org.loadstar.api.distributor.ConnectionState;

/**
 * A connection as it was at one moment.
 *
 * @param key its four numbers
 * @param vip the name of the distributed address
 * @param target the target's name
 * @param state not {@link ConnectionState#CLOSED}
 * @param cause why it is at its target
 */
public record TrackedConnection(
    ConnectionKey key, String vip, String target, ConnectionState state, ConnectionCause cause) {}
