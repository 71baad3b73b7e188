// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

import java.net.InetAddress;

/**
 * One connection that is to come and belongs to a certain target: the data connection of a control
 * connection. It is used once.
 *
 * @param client the only client that may use it
 * @param port the port of the distributed address that it comes to
 * @param target the target's name
 * @param until when it is forgotten, in milliseconds of the epoch
 */
public record Expectation(InetAddress client, int port, String target, long until) {}
