// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.agent.AdvertisedService;
import org.loadstar.api.agent.AgentRuntimeDTO;
import org.loadstar.guard.Extension;
import org.loadstar.slp.endpoint.SlpStatus;

/**
 * What introspection tells.
 *
 * @param servers advertised now
 * @param services of other kinds
 */
record Reports(
    Settings settings,
    List<Advertised> servers,
    Map<Extension<AdvertisedService>, Service> services) {

  /**
   * All but directory agents and extensions.
   *
   * @param status of the sockets, or null where there are none
   */
  AgentRuntimeDTO of(@Nullable SlpStatus status) {
    AgentRuntimeDTO dto = new AgentRuntimeDTO();
    dto.scopes.addAll(settings.scopes().names());
    String own = "localhost";
    if (status != null) {
      dto.listening = status.listening();
      dto.hearing = status.hearing();
      dto.port = status.port();
      dto.note = status.note();
      dto.answered = status.counters().received();
      dto.refused = status.counters().refused();
      own = status.links().isEmpty() ? own : Answers.host(status.links().get(0).address());
    } else {
      dto.note = "nothing is advertised";
    }
    for (Advertised server : servers) {
      dto.servers.add(describe(server, own));
    }
    services.forEach((extension, service) -> dto.services.add(describe(service, extension)));
    return dto;
  }

  private AgentRuntimeDTO.ServerDTO describe(Advertised server, String own) {
    AgentRuntimeDTO.ServerDTO dto = new AgentRuntimeDTO.ServerDTO();
    dto.name = server.description().name();
    dto.url = server.services(settings, own).get(0).url();
    dto.load = server.load();
    dto.rawLoad = server.rawLoad();
    dto.bias = server.bias();
    dto.loadSource = server.loadSource();
    dto.attributes = server.attributes().toString();
    dto.bundle = server.bundle();
    return dto;
  }

  private AgentRuntimeDTO.ServiceDTO describe(
      Service service, Extension<AdvertisedService> extension) {
    AgentRuntimeDTO.ServiceDTO dto = new AgentRuntimeDTO.ServiceDTO();
    dto.url = service.url();
    dto.type = service.type().toString();
    boolean own = service.scopes().isEmpty();
    dto.scopes.addAll((own ? settings.scopes() : service.scopes()).names());
    dto.lifetimeSeconds = service.lifetimeSeconds();
    dto.attributes = service.attributes().toString();
    dto.bundle = extension.bundle();
    return dto;
  }

  static AgentRuntimeDTO.DirectoryAgentDTO describe(Registrations.Line line) {
    AgentRuntimeDTO.DirectoryAgentDTO dto = new AgentRuntimeDTO.DirectoryAgentDTO();
    dto.address = Answers.host(line.directory().address());
    dto.version = line.directory().version();
    dto.scopes.addAll(line.directory().scopes().names());
    dto.state = line.standing().name().toLowerCase(Locale.ROOT);
    dto.found = line.found().name().toLowerCase(Locale.ROOT);
    dto.registered = line.registered();
    dto.refusal = line.refusal();
    return dto;
  }
}
