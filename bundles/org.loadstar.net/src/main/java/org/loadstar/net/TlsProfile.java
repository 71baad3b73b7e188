// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One state of a TLS profile. Immutable and thread-safe. Its handlers do what takes long (signing,
 * verifying) on threads of the service, not on the event loop, and give up a handshake after ten
 * seconds.
 *
 * <p>Certificates are verified by RFC 5280 against the profile's trust anchors at the time of the
 * handshake, by the profile's constraints and revocation lists, and by RFC 9525 against a name that
 * is expected: subject alternative names only, an address by an address.
 */
@ProviderType
public interface TlsProfile {
  /** Its name. */
  String name();

  /** The name that every server must prove, whatever host it is at; empty for that host. */
  String serverName();

  /** The protocols that it allows, for example {@code TLSv1.3}. */
  List<String> protocols();

  /** The cipher suites that it allows, by their names of IANA. */
  List<String> cipherSuites();

  /**
   * A handler for a connection to a server.
   *
   * @param host the name or address that the server must prove, unless there is a {@link
   *     #serverName}
   */
  SslHandler client(ByteBufAllocator allocator, String host, int port);

  /**
   * A handler for a connection of a client.
   *
   * @throws TlsException where the profile has no key
   */
  SslHandler server(ByteBufAllocator allocator) throws TlsException;
}
