// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.loadstar.metatype.Syntax;
import org.loadstar.metatype.Syntaxes;
import org.loadstar.slp.KeyRing;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpException;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured of the directory agent. */
@ObjectClassDefinition(
    name = "Loadstar directory agent",
    description = "Keeps the registrations of service agents, and answers for them.")
public @interface Config {
  /** Switch. */
  @AttributeDefinition(name = "Enabled", description = "Whether this process is a directory agent.")
  boolean enabled() default false;

  /** Scopes. */
  @AttributeDefinition(name = "Scopes", description = "SLP scopes that are served.")
  @Syntax(value = Syntaxes.SCOPE, allowed = Syntaxes.SCOPE_ALLOWED)
  String[] scopes() default {"DEFAULT"};

  /** Sources. */
  @AttributeDefinition(
      name = "Allowed sources",
      description =
          "Addresses and networks (10.1.0.0/16) that may register services, besides this host.")
  @Syntax(value = Syntaxes.NETWORK, allowed = Syntaxes.NETWORK_ALLOWED)
  String[] allowedSources() default {};

  /** Hosts. */
  @AttributeDefinition(
      name = "Check hosts",
      description =
          "Whether others than this host register only their own address and those of allowed"
              + " sources; if not, any address and name.")
  boolean checkHosts() default true;

  /** Services of a source. */
  @AttributeDefinition(
      name = "Services per source",
      description = "Registrations of one source; its oldest go for more.",
      min = "1",
      max = "1000000")
  int servicesPerSource() default 1_000;

  /** Bytes of a source. */
  @AttributeDefinition(
      name = "Attribute bytes per source",
      description = "Bytes of the attribute lists of one source; its oldest go for more.",
      min = "1024",
      max = "1073741824")
  int attributeBytesPerSource() default 1 << 20;

  /** Services. */
  @AttributeDefinition(
      name = "Services",
      description = "Registrations of all sources.",
      min = "1",
      max = "10000000")
  int services() default 100_000;

  /** Bytes. */
  @AttributeDefinition(
      name = "Attribute bytes",
      description = "Bytes of the attribute lists of all sources.",
      min = "1024",
      max = "1073741824")
  int attributeBytes() default 64 << 20;

  /** Refresh interval. */
  @AttributeDefinition(
      name = "Minimum refresh interval",
      description = "Seconds between two updates of a service, told to service agents; 0 for none.",
      min = "0",
      max = "65535")
  int minRefreshIntervalSeconds() default 0;

  /** Heartbeat. */
  @AttributeDefinition(
      name = "Heartbeat",
      description = "Seconds between two advertisements that nobody asked for.",
      min = "1",
      max = "86400")
  int heartbeatSeconds() default 10_800;

  /** Keys. */
  @AttributeDefinition(
      name = "Keys",
      description =
          "SPI=KEY each: the public DSA or Ed25519 key of a security parameter index, in base64 of"
              + " its X.509 form, besides the keys of org.loadstar.slp.key. Without any, nothing"
              + " signed is taken.")
  String[] keys() default {};

  /** A checked configuration. */
  record Checked(boolean enabled, int heartbeatSeconds, Settings settings) {
    static final Checked OFF =
        new Checked(
            false,
            10_800,
            new Settings(
                Scopes.DEFAULT,
                new Admission(true),
                Quotas.Limits.DEFAULT,
                new Authentication(KeyRing.EMPTY),
                0));

    /**
     * Checks a configuration.
     *
     * @param ring the keys of this process, besides those that are configured here
     * @throws IllegalArgumentException naming key, value and what is allowed
     */
    static Checked of(Config config, KeyRing ring) {
      range("heartbeatSeconds", config.heartbeatSeconds(), 1, 86_400);
      range("minRefreshIntervalSeconds", config.minRefreshIntervalSeconds(), 0, 65_535);
      return new Checked(
          config.enabled(),
          config.heartbeatSeconds(),
          new Settings(
              scopes(config.scopes()),
              new Admission(config.checkHosts(), config.allowedSources()),
              new Quotas.Limits(
                  range("servicesPerSource", config.servicesPerSource(), 1, 1_000_000),
                  range("attributeBytesPerSource", config.attributeBytesPerSource(), 1024, 1 << 30),
                  range("services", config.services(), 1, 10_000_000),
                  range("attributeBytes", config.attributeBytes(), 1024, 1 << 30)),
              new Authentication(ring.with(keys(config.keys()))),
              config.minRefreshIntervalSeconds()));
    }

    private static int range(String key, int value, int min, int max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            key + " is " + value + ", allowed is " + min + " to " + max);
      }
      return value;
    }

    private static Scopes scopes(String... names) {
      String list = String.join(",", names);
      try {
        Scopes scopes = Scopes.parse(list);
        return scopes.isEmpty() ? Scopes.DEFAULT : scopes;
      } catch (SlpException e) {
        throw new IllegalArgumentException(
            "scopes is '" + list + "', allowed are names without ( ) , \\ ! < = > ~ ; * +", e);
      }
    }

    private static List<KeyRing.Key> keys(String... entries) {
      List<KeyRing.Key> keys = new ArrayList<>();
      for (String entry : entries) {
        int equals = entry.indexOf('=');
        if (equals < 1) {
          throw new IllegalArgumentException("keys has '" + entry + "', allowed is SPI=KEY");
        }
        String spi = entry.substring(0, equals);
        keys.add(new KeyRing.Key(spi, key(spi, entry.substring(equals + 1).strip()), null));
      }
      return keys;
    }

    private static PublicKey key(String spi, String base64) {
      try {
        X509EncodedKeySpec encoded = new X509EncodedKeySpec(Base64.getDecoder().decode(base64));
        for (String algorithm : List.of("Ed25519", "DSA")) {
          try {
            return KeyFactory.getInstance(algorithm).generatePublic(encoded);
          } catch (GeneralSecurityException another) {
            // The next one, or told below.
          }
        }
      } catch (IllegalArgumentException notBase64) {
        // Told below.
      }
      throw new IllegalArgumentException(
          "the key of " + spi + " in keys is no DSA or Ed25519 key in base64 of its X.509 form");
    }
  }
}
