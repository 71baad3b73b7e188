// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal.tls;

import java.util.Map;
import java.util.Objects;
import org.loadstar.metatype.Syntax;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One configuration of a TLS profile. No service, so that nobody sees its properties as such. */
@Component(
    service = {},
    configurationPid = TlsConfig.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = TlsProfileComponent.Config.class, factory = true)
public final class TlsProfileComponent {
  private static final Logger LOG = LoggerFactory.getLogger(TlsProfileComponent.class);

  /** What can be configured. */
  @ObjectClassDefinition(
      name = "Loadstar TLS profile",
      description = "Whom we trust and what we prove. The name is part of the PID.")
  public @interface Config {
    /** Trust. */
    @AttributeDefinition(
        name = "Trust store",
        description =
            "Files with the certificates that are trusted: PEM, PKCS #12 or JKS; empty for the"
                + " authorities of the Java runtime.")
    String[] trustStore() default {};

    /** Password. */
    @AttributeDefinition(
        name = "Trust store password",
        description = "Of a PKCS #12 or JKS file.",
        type = AttributeType.PASSWORD)
    String trustStorePassword() default "";

    /** Key. */
    @AttributeDefinition(
        name = "Key store",
        description =
            "Files with our private key and its certificates: PEM (PKCS #8), PKCS #12 or JKS."
                + " A listener needs it; a client shows it where it is asked for.")
    String[] keyStore() default {};

    /** Password. */
    @AttributeDefinition(
        name = "Key store password",
        description = "Of the file and of the key in it.",
        type = AttributeType.PASSWORD)
    String keyStorePassword() default "";

    /** Revocation. */
    @AttributeDefinition(
        name = "Revocation lists",
        description =
            "Files with revocation lists, PEM or DER; where there are any, every authority of a"
                + " chain needs a current one.")
    String[] crl() default {};

    /** Protocols. */
    @AttributeDefinition(
        name = "Protocols",
        description = "Empty for both.",
        options = {@Option(value = "TLSv1.3"), @Option(value = "TLSv1.2")})
    String[] protocols() default {};

    /** Name. */
    @AttributeDefinition(
        name = "Server name",
        description =
            "The name that every server must prove, whatever host it was found at; empty for that"
                + " host.")
    @Syntax(value = TlsConfig.SERVER_NAME, allowed = TlsConfig.SERVER_NAME_ALLOWED)
    String serverName() default "";

    /** Constraints. */
    @AttributeDefinition(
        name = "Constraints",
        description = "How strong certificates must be, beyond RSA>=2048, EC>=256, SHA>=256.")
    @Syntax(value = Constraints.SYNTAX, allowed = Constraints.ALLOWED)
    String[] constraints() default {};

    /** Clients. */
    @AttributeDefinition(
        name = "Client authentication",
        description = "Whether a listener asks clients for a certificate: none, want or need.",
        options = {@Option(value = "none"), @Option(value = "want"), @Option(value = "need")})
    String clientAuth() default "none";
  }

  private final TlsProfilesComponent profiles;
  private final String pid;
  private final String name;

  /** Called by Declarative Services. */
  @Activate
  public TlsProfileComponent(
      @Reference(name = "profiles") TlsProfilesComponent profiles, Map<String, Object> properties) {
    this.profiles = profiles;
    this.pid = Objects.toString(properties.get(Constants.SERVICE_PID), TlsConfig.PID);
    this.name =
        pid.length() > TlsConfig.PID.length() ? pid.substring(TlsConfig.PID.length() + 1) : pid;
    modified(properties);
  }

  /** The values are read from the plain properties, so that a wrong one can be named. */
  @Modified
  void modified(Map<String, Object> properties) {
    try {
      profiles.configure(TlsConfig.read(pid, name, properties));
    } catch (IllegalArgumentException wrong) {
      LOG.error("{}: {}; the last good state stays, if any", pid, wrong.getMessage());
    }
  }

  /** Called by Declarative Services. */
  @Deactivate
  public void close() {
    profiles.remove(name);
  }
}
