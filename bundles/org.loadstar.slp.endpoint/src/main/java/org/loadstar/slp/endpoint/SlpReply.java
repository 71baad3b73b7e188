// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint;

import java.net.InetSocketAddress;
import org.loadstar.slp.SlpMessage;

/**
 * An answer to a question.
 *
 * @param message the answer, its transaction identifier and function being those asked for
 * @param responder the address and port that it came from; requests may be sent there
 * @param link the way that it came; to be used for further requests to the responder
 */
public record SlpReply(SlpMessage message, InetSocketAddress responder, SlpLink link) {}
