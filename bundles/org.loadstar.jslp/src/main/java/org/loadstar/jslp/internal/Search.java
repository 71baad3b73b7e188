// SPDX-License-Identifier: EPL-2.0
package org.loadstar.jslp.internal;

import ch.ethz.iks.slp.Locator;
import ch.ethz.iks.slp.ServiceLocationEnumeration;
import ch.ethz.iks.slp.ServiceLocationException;
import ch.ethz.iks.slp.ServiceType;
import ch.ethz.iks.slp.ServiceURL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.slp.Attribute;
import org.loadstar.slp.AttributeValue;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.ServiceUrl;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.Tn3270Template;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One search through jSLP (RFC 3049 section 5.3): both service types, then the attributes of each
 * service. Blocks.
 */
final class Search {
  private static final Logger LOG = LoggerFactory.getLogger(JslpSource.class);
  private static final int TELNET_PORT = 23;

  /** More are left out. */
  private static final int MOST_SERVICES = 1000;

  /** After this, attributes are asked for no more: each may take jSLP five seconds. */
  private static final Duration BUDGET = Duration.ofSeconds(20);

  private final Locator locator;
  private final Wanted wanted;
  private final Map<String, ServerOffer> offers = new LinkedHashMap<>();
  private final long deadline = System.nanoTime() + BUDGET.toNanos();

  Search(Locator locator, Wanted wanted) {
    this.locator = locator;
    this.wanted = wanted;
  }

  /**
   * The servers, one per host and port.
   *
   * @throws ServiceLocationException if nothing could be asked for
   */
  List<ServerOffer> run() throws ServiceLocationException {
    ServiceLocationException fault = null;
    int asked = 0;
    for (org.loadstar.slp.ServiceType type :
        List.of(Tn3270Template.TN3270, Tn3270Template.TN3270E)) {
      try {
        find(new ServiceType(type.toString()));
        asked++;
      } catch (ServiceLocationException failed) {
        fault = failed;
      }
    }
    if (asked == 0 && fault != null) {
      throw fault;
    }
    return List.copyOf(offers.values());
  }

  private void find(ServiceType type) throws ServiceLocationException {
    ServiceLocationEnumeration found = locator.findServices(type, wanted.scopes(), wanted.filter());
    while (found.hasMoreElements() && offers.size() < MOST_SERVICES) {
      ServiceURL service = (ServiceURL) found.next();
      try {
        ServiceUrl url = ServiceUrl.parse(service.toString());
        String address = url.host().toLowerCase(Locale.ROOT) + " " + url.port().orElse(TELNET_PORT);
        if (!offers.containsKey(address)) {
          offers.put(address, offer(url, attributes(service)));
        }
      } catch (SlpException unusable) {
        LOG.info("jSLP told an unusable URL: {}", unusable.reason());
      }
    }
  }

  /** What is known of a service; a fault here loses its load, not the service. */
  private Attributes attributes(ServiceURL service) {
    List<String> told = new ArrayList<>();
    if (System.nanoTime() < deadline) {
      try {
        ServiceLocationEnumeration found = locator.findAttributes(service, wanted.scopes(), null);
        while (found.hasMoreElements()) {
          told.add(String.valueOf(found.next()));
        }
        return Attributes.parse(String.join(",", told));
      } catch (ServiceLocationException | SlpException unknown) {
        LOG.info("jSLP tells no attributes of {}: {}", service, unknown.getMessage());
      }
    }
    return Attributes.EMPTY;
  }

  private ServerOffer offer(ServiceUrl url, Attributes told) {
    SortedMap<String, List<String>> attributes = new TreeMap<>();
    for (Attribute attribute : told.all()) {
      attributes.put(
          attribute.tag().toUpperCase(Locale.ROOT),
          attribute.values().stream().map(AttributeValue::text).toList());
    }
    List<LuPool> pools =
        Tn3270Template.luPools(told).stream()
            .map(pool -> new LuPool(pool.name(), pool.device() == null ? "" : pool.device()))
            .toList();
    OptionalInt load = told.integer(Tn3270Template.LOAD);
    return new ServerOffer(
        url.toString(),
        url.host(),
        url.port().orElse(TELNET_PORT),
        load.isPresent() && load.getAsInt() >= 0 && load.getAsInt() <= 100
            ? load
            : OptionalInt.empty(),
        pools,
        attributes,
        wanted.scope().isEmpty() ? List.of() : List.of(wanted.scope()),
        JslpSource.NAME,
        Instant.now());
  }
}
