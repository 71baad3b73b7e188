// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.loadstar.api.discovery.FoundService;
import org.loadstar.slp.ServiceType;
import org.loadstar.slp.ServiceUrl;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.UrlEntry;

/** Services of a type, whatever it is. For one thread. */
final class FoundServices implements Harvest {
  private final Map<String, FoundService> services = new LinkedHashMap<>();

  @Override
  public Gathered take(SlpMessage reply, Topic topic, InetSocketAddress responder) {
    boolean found = false;
    if (reply instanceof SrvRply told && topic.question() instanceof Question.Services asked) {
      for (UrlEntry entry : told.urlEntries()) {
        if (services.size() < Findings.MOST_SERVICES && fits(entry.url(), asked.type())) {
          found |=
              services.put(entry.url(), new FoundService(entry.url(), entry.lifetime())) == null;
        }
      }
    }
    return new Gathered(found, List.of());
  }

  private static boolean fits(String url, ServiceType wanted) {
    try {
      return wanted.matches(ServiceUrl.parse(url).type());
    } catch (SlpException unusable) {
      return false;
    }
  }

  List<FoundService> services() {
    return List.copyOf(services.values());
  }

  @Override
  public void note(String note) {}
}
