// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.TlsMode;
import org.loadstar.net.TlsProfile;
import org.loadstar.net.TlsProfiles;

/**
 * What a profile wants of the encryption of its connections.
 *
 * @param profile the session's
 * @param profiles of TLS at this moment; null where there is no such service
 */
public record TlsWish(SessionProfile profile, @Nullable TlsProfiles profiles) {
  boolean isOff() {
    return profile.tls() == TlsMode.OFF;
  }

  boolean isRequired() {
    return profile.tls() == TlsMode.REQUIRE;
  }

  /** Whether TLS begins inside telnet. */
  boolean startTls() {
    return !isRequired() || profile.startTls();
  }

  /**
   * Why a server must not be connected to, because whoever answered the search has chosen the name
   * that it will prove; null where it may be.
   */
  @Nullable String refusal(TlsProfile tls) {
    boolean chosenByStrangers =
        profile.slp() && profile.allowedHosts().isEmpty() && tls.serverName().isEmpty();
    return isRequired() && chosenByStrangers
        ? "TLS is required of a server that was found by SLP, and nothing says which names are"
            + " right: set allowedHosts of the profile, or serverName of the TLS profile '"
            + tls.name()
            + "'; nothing was sent"
        : null;
  }
}
