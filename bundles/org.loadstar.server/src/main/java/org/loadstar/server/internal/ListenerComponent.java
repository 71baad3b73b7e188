// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import java.util.Map;
import org.loadstar.metatype.Syntax;
import org.loadstar.net.NetworkStack;
import org.loadstar.net.TlsProfiles;
import org.loadstar.server.internal.demo.DemoApplication;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Makes a {@link Listener} of each configuration. */
@Component(
    service = {},
    configurationPid = ListenerComponent.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ListenerComponent.Config.class, factory = true)
public final class ListenerComponent {
  static final String PID = "org.loadstar.server.listener";

  /** What can be configured. */
  @ObjectClassDefinition(
      name = "Loadstar TN3270E listener",
      description = "A socket that terminals connect to, its logical units and its application.")
  public @interface Config {
    /** Address. */
    @AttributeDefinition(
        name = "Address",
        description = "An address or name of this machine to listen at; 0.0.0.0 for all.")
    String address() default "127.0.0.1";

    /** Port. */
    @AttributeDefinition(
        name = "Port",
        description = "The TCP port; 0 for one that the system chooses.",
        min = "0",
        max = "65535")
    int port() default 0;

    /** TLS. */
    @AttributeDefinition(
        name = "TLS",
        description =
            "Whether terminals are encrypted: off; prefer, which offers it inside telnet; require.",
        options = {@Option(value = "off"), @Option(value = "prefer"), @Option(value = "require")})
    String tls() default "off";

    /** STARTTLS. */
    @AttributeDefinition(
        name = "STARTTLS",
        description =
            "Where TLS is required: whether it begins inside telnet, not with the first byte.")
    boolean startTls() default false;

    /** TLS profile. */
    @AttributeDefinition(
        name = "TLS profile",
        description =
            "The NAME of a configuration org.loadstar.tls~NAME with a key store; empty for default.")
    @Syntax(value = ListenerConfig.TLS_PROFILE, allowed = ListenerConfig.TLS_PROFILE_ALLOWED)
    String tlsProfile() default "";

    /** Pools. */
    @AttributeDefinition(
        name = "LU pools",
        description =
            "NAME [TYPE] COUNT each, for example POOL2 3270002 20: a name of 1 to 8 letters and"
                + " digits, a type of 3270002, 3270003, 3270004, 3270005 or * for any display, and"
                + " the number of logical units.")
    @Syntax(value = PoolSpec.SYNTAX, allowed = PoolSpec.ALLOWED)
    String[] luPools() default {"TERMINAL * 100"};

    /** Sessions. */
    @AttributeDefinition(
        name = "Sessions",
        description = "Sessions at a time; 0 for as many as there are logical units.",
        min = "0",
        max = "9000")
    int maxSessions() default 0;

    /** Bias. */
    @AttributeDefinition(
        name = "Load bias",
        description = "Makes the server look busier (to 100) or idler (to 0) than it is.",
        min = "0",
        max = "100")
    int loadBias() default 50;

    /** Application. */
    @AttributeDefinition(
        name = "Application",
        description = "The name of the application that sessions start with.")
    String application() default DemoApplication.NAME;

    /** Host. */
    @AttributeDefinition(
        name = "Advertised host",
        description = "The host that clients are told; empty for this machine's own address.")
    @Syntax(value = ListenerConfig.HOST, allowed = ListenerConfig.HOST_ALLOWED)
    String host() default "";
  }

  private final EmbeddedServer server;
  private final Listener listener;

  /** Called by Declarative Services. */
  @Activate
  public ListenerComponent(
      @Reference(name = "server") EmbeddedServer server,
      Config config,
      Map<String, Object> properties) {
    this.server = server;
    listener =
        server.listener(
            String.valueOf(properties.get(ListenerConfig.PID)), ListenerConfig.name(properties));
    modified(config, properties);
  }

  @Modified
  void modified(Config config, Map<String, Object> properties) {
    ListenerConfig read;
    try {
      read = ListenerConfig.of(config, properties);
    } catch (IllegalArgumentException e) {
      listener.wrong(String.valueOf(e.getMessage()));
      return;
    }
    listener.configure(read);
  }

  @Reference(
      name = "network",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindNetwork(NetworkStack network) {
    listener.network(network);
  }

  void unbindNetwork(NetworkStack network) {
    listener.networkGone(network);
  }

  @Reference(
      name = "tls",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindTls(TlsProfiles profiles) {
    listener.tls(profiles);
  }

  void unbindTls(TlsProfiles profiles) {
    listener.tlsGone(profiles);
  }

  /** Called by Declarative Services. */
  @Deactivate
  public void close() {
    server.close(listener);
  }
}
