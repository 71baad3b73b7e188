// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The SLP sockets of this process (RFC 2608 section 6), into which user, service and directory
 * agents plug. Thread-safe; never blocks. No socket and no thread exists while nobody asks and
 * nobody answers.
 */
@ProviderType
public interface SlpEndpoint {
  /** The group that requests of version 2 are multicast to by IPv4 (RFC 2608 section 6.1). */
  String GROUP = "239.255.255.253";

  /**
   * Opens sockets for asking. They keep the configuration that held when they were opened, and
   * outlive this service; the caller closes them.
   *
   * @throws IllegalStateException where there is no network service at the moment
   */
  SlpExchange open();

  /**
   * Answers requests until the returned object is closed. The listening sockets open with the first
   * responder and close with the last; meanwhile they follow the interfaces, which are looked at
   * every 5 seconds. A port that cannot be bound is told by {@link #status()} and tried again then.
   */
  Serving serve(SlpResponder responder);

  /**
   * Hears announcements until the returned object is closed. The group's sockets open with the
   * first listener or responder; while there are listeners only, nothing is answered and the port
   * is bound for the group alone. Where the port cannot be bound or shared nothing is heard, which
   * {@link SlpStatus#hearing()} tells.
   */
  Serving listen(SlpListener listener);

  /** How the listening sockets stand now. */
  SlpStatus status();

  /** A registered responder or listener. */
  @ProviderType
  interface Serving extends AutoCloseable {
    /** Takes it out; idempotent. */
    @Override
    void close();
  }
}
