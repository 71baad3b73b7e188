// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint;

import org.osgi.annotation.versioning.ConsumerType;

/** What hears the announcements that directory agents multicast (RFC 2608 section 12.2.1). */
@ConsumerType
public interface SlpListener {
  /** An announcement has come. Called on an event loop: it must not block. */
  void heard(SlpAnnouncement announcement);

  /** The sockets have been opened, closed or refused; as {@link SlpResponder#statusChanged}. */
  default void statusChanged(SlpStatus status) {}
}
