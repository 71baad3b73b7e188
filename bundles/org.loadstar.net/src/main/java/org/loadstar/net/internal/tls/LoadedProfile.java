// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.loadstar.net.TlsException;
import org.loadstar.net.TlsProfile;

/** The state of a profile that one reading of its files gives. */
final class LoadedProfile implements TlsProfile {
  /** Resumed sessions are not verified again; so long may one be. */
  private static final long SESSION_SECONDS = 3600;

  /** Those with forward secrecy and authenticated encryption (RFC 9325 section 4.2). */
  private static final List<String> CIPHER_SUITES =
      List.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_AES_128_GCM_SHA256",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final TlsConfig config;
  private final Executor executor;
  private final SslContext client;
  private final @Nullable SslContext server;

  private LoadedProfile(
      TlsConfig config, Executor executor, SslContext client, @Nullable SslContext server) {
    this.config = config;
    this.executor = executor;
    this.client = client;
    this.server = server;
  }

  /**
   * Reads the files.
   *
   * @param executor for what takes long in a handshake
   */
  static LoadedProfile read(TlsConfig config, Clock clock, Executor executor) throws TlsException {
    Stores stores = new Stores(config.pid());
    List<X509Certificate> anchors =
        stores.anchors(config.trustStore(), config.trustStorePassword().toCharArray());
    VerifyingTrustManager trust =
        new VerifyingTrustManager(
            new PeerVerifier(
                anchors,
                config.constraints(),
                new Revocation(stores.revocationLists(config.crl())),
                clock));
    KeyManagerFactory keys =
        stores.keys(config.keyStore(), config.keyStorePassword().toCharArray());
    try {
      SslContext client =
          common(SslContextBuilder.forClient().keyManager(keys), config)
              .trustManager(trust)
              .build();
      if (keys == null) {
        return new LoadedProfile(config, executor, client, null);
      }
      SslContextBuilder server =
          common(SslContextBuilder.forServer(keys), config).clientAuth(config.clientAuth());
      if (config.clientAuth() != ClientAuth.NONE) {
        server.trustManager(trust);
      }
      return new LoadedProfile(config, executor, client, server.build());
    } catch (SSLException broken) {
      throw new TlsException(config.pid() + ": " + broken.getMessage());
    }
  }

  private static SslContextBuilder common(SslContextBuilder builder, TlsConfig config) {
    List<String> suites =
        config.protocols().contains("TLSv1.3")
            ? CIPHER_SUITES
            : CIPHER_SUITES.stream().filter(suite -> suite.startsWith("TLS_ECDHE_")).toList();
    return builder
        .sslProvider(SslProvider.JDK)
        .protocols(config.protocols())
        .ciphers(suites, SupportedCipherSuiteFilter.INSTANCE)
        .sessionTimeout(SESSION_SECONDS);
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public String serverName() {
    return config.serverName();
  }

  @Override
  public List<String> protocols() {
    return config.protocols();
  }

  @Override
  public List<String> cipherSuites() {
    return client.cipherSuites();
  }

  @Override
  public SslHandler client(ByteBufAllocator allocator, String host, int port) {
    String expected = config.serverName().isEmpty() ? host : config.serverName();
    return client.newHandler(allocator, expected, port, executor);
  }

  @Override
  public SslHandler server(ByteBufAllocator allocator) throws TlsException {
    if (server == null) {
      throw new TlsException(
          config.pid() + ": keyStore is empty; a listener needs a key and its certificate");
    }
    return server.newHandler(allocator, executor);
  }

  @Override
  public String toString() {
    return "TLS profile " + config.name();
  }
}
