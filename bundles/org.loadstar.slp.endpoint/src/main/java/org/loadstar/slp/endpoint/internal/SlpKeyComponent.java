// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.loadstar.metatype.Syntax;
import org.loadstar.slp.KeyRing;
import org.loadstar.slp.endpoint.SlpKey;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One configured key. Nothing of its private half is ever told. */
@Component(
    service = SlpKey.class,
    configurationPid = SlpKeyComponent.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = SlpKeyComponent.Config.class, factory = true)
public final class SlpKeyComponent implements SlpKey {
  static final String PID = "org.loadstar.slp.key";
  private static final Logger LOG = LoggerFactory.getLogger(SlpKey.class);

  /** What can be configured. */
  @ObjectClassDefinition(
      name = "Loadstar SLP key",
      description = "A key with which SLP advertisements are verified, and perhaps signed.")
  public @interface Config {
    /** Index. */
    @AttributeDefinition(
        name = "Security parameter index",
        description = "The name of the key on the wire, which all agents that use it agree on.")
    @Syntax(value = KeyFiles.SPI, allowed = KeyFiles.SPI_ALLOWED)
    String spi() default "";

    /** Algorithm. */
    @AttributeDefinition(
        name = "Algorithm",
        description =
            "Ed25519 (version 2, between agents of this make), DSA with SHA-1 (version 2, as the"
                + " standard has it), RSA with MD5 (version 1).",
        options = {@Option("Ed25519"), @Option("DSA"), @Option("RSA")})
    String algorithm() default "Ed25519";

    /** Public key. */
    @AttributeDefinition(
        name = "Public key",
        description = "A file with the public key, X.509 in PEM or DER.")
    @Syntax(value = ".+", allowed = "the path of a file")
    String publicKey() default "";

    /** Private key. */
    @AttributeDefinition(
        name = "Private key",
        description =
            "A file with the private key, PKCS#8 in PEM or DER, of an agent that signs; empty for"
                + " one that only verifies.")
    @Syntax(value = ".*", allowed = "the path of a file, or nothing")
    String privateKey() default "";
  }

  private volatile KeyRing.@Nullable Key key;

  /** Called by Declarative Services. */
  @Activate
  public SlpKeyComponent(Config config) {
    modified(config);
  }

  /** A wrong value keeps the last good key. */
  @Modified
  void modified(Config config) {
    try {
      key = KeyFiles.read(config);
    } catch (IllegalArgumentException wrong) {
      LOG.error("{}: {}; the last good key, if any, is kept", PID, wrong.getMessage());
    }
  }

  @Override
  public Optional<KeyRing.Key> key() {
    return Optional.ofNullable(key);
  }
}
