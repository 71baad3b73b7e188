// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.client;

import org.jspecify.annotations.Nullable;
import org.loadstar.net.TlsSession;

/**
 * How a connection is encrypted.
 *
 * @param session what was agreed; null in clear
 * @param note why it is in clear although TLS is preferred; else empty
 */
public record Encryption(@Nullable TlsSession session, String note) {
  static final Encryption NONE = new Encryption(null, "");

  /** One line about it; empty where TLS was not wanted. */
  @Override
  public String toString() {
    return session == null ? note : session.toString();
  }
}
