// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

/**
 * A connection that lives, in a full report.
 *
 * @param key the connection
 * @param target the target's name
 * @param state not {@link ConnectionState#CLOSED}
 * @param cause why it is there
 */
public record LiveConnection(
    ConnectionKey key, String target, ConnectionState state, ConnectionCause cause) {}
