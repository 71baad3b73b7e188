// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.phonebook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.discovery.ServerSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Finds the servers that stand in its configuration. */
@Component(
    service = ServerSource.class,
    configurationPid = "org.example.loadstar.phonebook",
    property = ServerSource.NAME + "=phonebook")
@Designate(ocd = PhoneBook.Config.class)
public final class PhoneBook implements ServerSource {
  /** What can be configured. */
  @ObjectClassDefinition(name = "Example phone book")
  public @interface Config {
    /** Servers. */
    @AttributeDefinition(name = "Servers", description = "HOST:PORT each; IPv4 or a name.")
    String[] servers() default {};
  }

  private final List<ServerOffer> offers = new ArrayList<>();

  /** Called by Declarative Services; a new configuration makes a new phone book. */
  @Activate
  public PhoneBook(Config config) {
    for (String server : config.servers()) {
      int colon = server.lastIndexOf(':');
      offers.add(
          ServerOffer.at(
              server.substring(0, colon),
              Integer.parseInt(server.substring(colon + 1)),
              "phonebook",
              Instant.now()));
    }
  }

  @Override
  public List<ServerOffer> find(ServerQuery query) {
    return offers;
  }
}
