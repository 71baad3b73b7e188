// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal.tls;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.loadstar.net.TlsException;

/**
 * A {@link PeerVerifier} as the Java runtime asks for it. A server must prove the engine's host.
 */
final class VerifyingTrustManager extends X509ExtendedTrustManager {
  private final PeerVerifier verifier;

  VerifyingTrustManager(PeerVerifier verifier) {
    this.verifier = verifier;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws TlsException {
    String host = engine.getPeerHost();
    if (host == null || host.isEmpty()) {
      throw hostUnknown();
    }
    verifier.verify(List.of(chain), PeerVerifier.Peer.SERVER, host);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws TlsException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return verifier.anchors().toArray(X509Certificate[]::new);
  }

  private static TlsException hostUnknown() {
    return new TlsException("nobody has said which host the server must be");
  }

  // Without an engine the expected host is not known: no server is trusted.

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws TlsException {
    throw hostUnknown();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) throws TlsException {
    throw hostUnknown();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws TlsException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) throws TlsException {
    verifier.verify(List.of(chain), PeerVerifier.Peer.CLIENT, null);
  }
}
