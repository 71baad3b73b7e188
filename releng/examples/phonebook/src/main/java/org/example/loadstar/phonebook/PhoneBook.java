// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.phonebook;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.discovery.ServerSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Finds the servers that stand in its configuration; without one it does not exist. */
@Component(
    service = ServerSource.class,
    configurationPid = "org.example.loadstar.phonebook",
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = ServerSource.NAME + "=" + PhoneBook.NAME)
@Designate(ocd = PhoneBook.Config.class)
public final class PhoneBook implements ServerSource {
  static final String NAME = "phonebook";

  /** What can be configured. */
  @ObjectClassDefinition(name = "Example phone book")
  public @interface Config {
    /** Servers. */
    @AttributeDefinition(
        name = "Servers",
        description = "Each HOST:PORT [load=0..100] [pool=NAME[/TYPE]]...")
    String[] servers() default {};
  }

  private final List<Entry> entries;

  /** Called by Declarative Services; a new configuration makes a new phone book. */
  @Activate
  public PhoneBook(Config config) {
    this(config.servers());
  }

  PhoneBook(String... servers) {
    entries = Arrays.stream(servers).map(Entry::parse).toList();
  }

  @Override
  public List<ServerOffer> find(ServerQuery query) {
    Instant now = Instant.now();
    return entries.stream().filter(e -> e.matches(query)).map(e -> e.offer(NAME, now)).toList();
  }
}
