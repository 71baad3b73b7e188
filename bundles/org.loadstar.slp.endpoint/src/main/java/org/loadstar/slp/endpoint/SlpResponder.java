// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint;

import java.util.Optional;
import java.util.Set;
import org.loadstar.slp.SlpMessage;
import org.osgi.annotation.versioning.ConsumerType;

/** A service or directory agent: what answers requests. */
@ConsumerType
public interface SlpResponder {
  /**
   * The reply to a request, of any size: what does not fit the datagram is cut on whole entries and
   * OVERFLOW is set. Empty for no reply. A multicast request is asked of every responder, a unicast
   * request of one after the other until one replies with content; where none has, the first reply
   * counts. Those that speak for others are asked first.
   *
   * <p>Called on an event loop, one request after the other: it must not block. A repeated request
   * gets the same reply again without a call. An exception is answered with INTERNAL_ERROR where
   * the request came by unicast.
   */
  Optional<SlpMessage> answer(SlpRequest request);

  /**
   * Whether it tells what others registered with it, and so knows more than a service agent of this
   * process: a directory agent. Asked once, when it is registered.
   */
  default boolean speaksForOthers() {
    return false;
  }

  /**
   * The service types that it answers for, as {@code service:tn3270}: their IPv6 groups are joined
   * (RFC 3111 section 4). Asked whenever sockets are opened and at every look at the interfaces.
   */
  default Set<String> serviceTypes() {
    return Set.of();
  }

  /**
   * The sockets have been opened, closed or refused. Called on the thread that caused it, also by
   * {@link SlpEndpoint#serve}, or on an event loop where an interface came or went; must not block.
   */
  default void statusChanged(SlpStatus status) {}
}
