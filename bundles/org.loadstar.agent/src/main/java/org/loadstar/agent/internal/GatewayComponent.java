// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import org.loadstar.api.agent.AdvertisedServer;
import org.loadstar.api.agent.LoadReading;
import org.loadstar.api.agent.ServerDescription;
import org.loadstar.metatype.Syntax;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TN3270E gateway of another make, advertised from configuration. It is told as an {@link
 * AdvertisedServer} like any other. A wrong configuration keeps the last good one.
 */
@Component(
    service = {},
    configurationPid = "org.loadstar.agent.gateway",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = GatewayComponent.Config.class, factory = true)
public final class GatewayComponent {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayComponent.class);

  /** What can be configured. */
  @ObjectClassDefinition(
      name = "Loadstar gateway",
      description = "A TN3270E gateway of another make that is advertised by SLP.")
  public @interface Config {
    /** URL. */
    @AttributeDefinition(name = "URL", description = "service:tn3270://HOST:PORT of the gateway.")
    @Syntax(value = Gateway.URL, allowed = Gateway.URL_ALLOWED)
    String url() default "";

    /** Name. */
    @AttributeDefinition(
        name = "Name",
        description = "Its name in commands and, as SERVERNAME, to clients; empty for HOST:PORT.")
    String name() default "";

    /** Pools. */
    @AttributeDefinition(
        name = "LU pools",
        description = "Each 'POOL' or 'POOL TYPE', for example 'POOL2 3270002'.")
    @Syntax(value = Gateway.POOL, allowed = Gateway.POOL_ALLOWED)
    String[] luPools() default {};

    /** Functions. */
    @AttributeDefinition(
        name = "Functions",
        description =
            "Keywords that are true of it: BIND, DATA, RESPONSES, SCS, SYSREQ, RFC2355...",
        options = {
          @Option("BIND"),
          @Option("DATA"),
          @Option("RESPONSES"),
          @Option("SCS"),
          @Option("SYSREQ"),
          @Option("RFC1576"),
          @Option("RFC1646"),
          @Option("RFC2355")
        })
    String[] functions() default {};

    /** Security. */
    @AttributeDefinition(name = "Security", description = "Values of SECURITY, NONE or TLSV1.3.")
    String[] security() default {"NONE"};

    /** Load. */
    @AttributeDefinition(
        name = "Load",
        description = "The load that is told, before the bias.",
        min = "0",
        max = "100")
    int load() default 50;

    /** Bias. */
    @AttributeDefinition(
        name = "Load bias",
        description = "0 tells idle, 50 changes nothing, 100 tells full.",
        min = "0",
        max = "100")
    int loadBias() default 50;
  }

  private final ServiceRegistration<AdvertisedServer> registration;
  private volatile Gateway gateway;

  /** Called by Declarative Services. */
  @Activate
  public GatewayComponent(BundleContext context, Config config, Map<String, Object> properties) {
    this.gateway = Gateway.of(config);
    this.registration =
        context.registerService(
            AdvertisedServer.class, new Current(), properties(config, properties));
  }

  @Modified
  void modified(Config config, Map<String, Object> properties) {
    try {
      gateway = Gateway.of(config);
      registration.setProperties(properties(config, properties));
    } catch (IllegalArgumentException wrong) {
      LOG.error(
          "{}: {}; the last good configuration stays",
          properties.get(Constants.SERVICE_PID),
          wrong.getMessage());
    }
  }

  @Deactivate
  void deactivate() {
    registration.unregister();
  }

  private static Dictionary<String, Object> properties(
      Config config, Map<String, Object> component) {
    Map<String, Object> told = new HashMap<>();
    told.put(AdvertisedServer.LOAD_BIAS, config.loadBias());
    told.put(Constants.SERVICE_PID, component.get(Constants.SERVICE_PID));
    return FrameworkUtil.asDictionary(told);
  }

  /** The service stays the same object while its configuration changes. */
  private final class Current implements AdvertisedServer {
    @Override
    public ServerDescription describe() {
      return gateway.description();
    }

    @Override
    public LoadReading load() {
      return gateway.load();
    }
  }
}
