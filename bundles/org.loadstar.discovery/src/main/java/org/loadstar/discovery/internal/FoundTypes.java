// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.loadstar.slp.ServiceType;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvTypeRply;

/** The service types that several agents tell. For one thread. */
final class FoundTypes implements Harvest {
  private final Set<ServiceType> types = new LinkedHashSet<>();

  @Override
  public Gathered take(SlpMessage reply, Topic topic, InetSocketAddress responder) {
    boolean found = false;
    if (reply instanceof SrvTypeRply told) {
      for (String type : told.serviceTypes()) {
        found |= types.size() < Findings.MOST_SERVICES && add(type);
      }
    }
    return new Gathered(found, List.of());
  }

  private boolean add(String type) {
    try {
      return types.add(ServiceType.parse(type));
    } catch (SlpException unusable) {
      return false;
    }
  }

  List<String> types() {
    return types.stream().map(ServiceType::toString).toList();
  }

  @Override
  public void note(String note) {}
}
