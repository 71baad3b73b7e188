// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint;

import java.net.InetSocketAddress;
import org.loadstar.slp.DAAdvert;

/**
 * A directory agent's unsolicited advertisement.
 *
 * @param advert of version 1 or 2; nothing in it is verified
 * @param sender where it came from; a datagram's sender can be forged
 * @param link where it came in
 */
public record SlpAnnouncement(DAAdvert advert, InetSocketAddress sender, SlpLink link) {}
