// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint;

import java.net.InetSocketAddress;
import org.loadstar.slp.SlpMessage;

/**
 * A request that arrived.
 *
 * @param message the request; this host is not among its previous responders
 * @param sender who asks
 * @param link where it came in: its address is this host's, as the sender can reach it
 * @param multicast whether it was sent to everybody: only a good answer with content may be given
 *     then, no error (RFC 2608 section 7)
 * @param stream whether it came by TCP, which proves the sender's address
 */
public record SlpRequest(
    SlpMessage message,
    InetSocketAddress sender,
    SlpLink link,
    boolean multicast,
    boolean stream) {}
