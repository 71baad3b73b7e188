// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.phonebook;

import java.util.List;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.ranking.RankingStrategy;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Ranks one server before all others, and the others by load. Where no favourite is configured it
 * does not exist, so that installing the bundle changes no ranking.
 */
@Component(
    service = RankingStrategy.class,
    configurationPid = "org.example.loadstar.favourite",
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = RankingStrategy.NAME + "=favourite")
@Designate(ocd = Favourite.Config.class)
public final class Favourite implements RankingStrategy {
  /** What can be configured. */
  @ObjectClassDefinition(name = "Example favourite")
  public @interface Config {
    /** Server. */
    @AttributeDefinition(name = "Server", description = "HOST:PORT of the favourite.")
    String server() default "";
  }

  private final String server;

  /** Called by Declarative Services. */
  @Activate
  public Favourite(Config config) {
    this(config.server());
  }

  Favourite(String server) {
    this.server = server.strip();
  }

  @Override
  public double[] score(List<ServerOffer> offers) {
    return offers.stream()
        .mapToDouble(o -> o.address().equalsIgnoreCase(server) ? -1 : o.load().orElse(100))
        .toArray();
  }
}
