// SPDX-License-Identifier: EPL-2.0
package org.loadstar.jslp.internal;

import ch.ethz.iks.slp.Advertiser;
import ch.ethz.iks.slp.ServiceLocationException;
import ch.ethz.iks.slp.ServiceURL;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.loadstar.api.agent.AgentRuntimeDTO.ServerDTO;
import org.loadstar.slp.Attribute;
import org.loadstar.slp.AttributeValue;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.SlpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was told to jSLP: URLs with their attribute lists. Thread-safe. */
final class Mirror {
  private static final Logger LOG = LoggerFactory.getLogger(JslpAdvertiser.class);

  private final Map<String, String> told = new ConcurrentHashMap<>();

  /** The fault of each URL that was logged. */
  private final Map<String, String> logged = new ConcurrentHashMap<>();

  /** Registers what is new or different, and deregisters what is wanted no more. Blocks. */
  void tell(Advertiser advertiser, List<ServerDTO> servers) {
    Map<String, String> wanted = new LinkedHashMap<>();
    servers.forEach(server -> wanted.put(server.url, server.attributes));
    for (String url : List.copyOf(told.keySet())) {
      if (!wanted.containsKey(url)) {
        attempt(url, () -> advertiser.deregister(url(url)));
        told.remove(url);
      }
    }
    logged.keySet().retainAll(wanted.keySet());
    wanted.forEach(
        (url, attributes) -> {
          if (!attributes.equals(told.get(url))
              && attempt(url, () -> advertiser.register(url(url), dictionary(attributes)))) {
            told.put(url, attributes);
          }
        });
  }

  /** The Advertiser is gone, and what it was told with it. */
  void forget() {
    told.clear();
    logged.clear();
  }

  private interface Step {
    void run() throws ServiceLocationException, SlpException;
  }

  private boolean attempt(String url, Step step) {
    try {
      step.run();
      logged.remove(url);
      return true;
    } catch (ServiceLocationException | SlpException refused) {
      String reason = String.valueOf(refused.getMessage());
      if (!reason.equals(logged.put(url, reason))) {
        LOG.warn("jSLP refuses {}: {}", url, reason);
      }
      return false;
    }
  }

  private static ServiceURL url(String text) throws ServiceLocationException {
    return new ServiceURL(text, ServiceURL.LIFETIME_PERMANENT);
  }

  /** Texts go escaped, as jSLP escapes nothing; an Integer is one; a keyword has an empty value. */
  @SuppressWarnings("JdkObsolete") // as the API wants it
  private static Dictionary<String, Object> dictionary(String list) throws SlpException {
    Dictionary<String, Object> all = new Hashtable<>();
    for (Attribute attribute : Attributes.parse(list).all()) {
      all.put(attribute.tag(), value(attribute));
    }
    return all;
  }

  private static Object value(Attribute attribute) {
    List<AttributeValue> values = attribute.values();
    if (values.isEmpty()) {
      return "";
    }
    if (values.size() == 1 && values.get(0).type() == AttributeValue.Type.INTEGER) {
      return values.get(0).integer();
    }
    String text = attribute.toString();
    String[] escaped = text.substring(text.indexOf('=') + 1, text.length() - 1).split(",");
    return escaped.length == 1 ? escaped[0] : Arrays.asList(escaped);
  }
}
