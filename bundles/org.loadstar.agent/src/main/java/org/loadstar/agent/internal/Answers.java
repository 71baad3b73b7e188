// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.AttributeValue;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.Predicate;
import org.loadstar.slp.SAAdvert;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.ServiceType;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.SrvTypeRply;
import org.loadstar.slp.SrvTypeRqst;
import org.loadstar.slp.Tn3270Template;
import org.loadstar.slp.UrlEntry;
import org.loadstar.slp.endpoint.SlpRequest;

/**
 * What a service agent answers (RFC 2608 sections 8 to 10): only of its own servers, no
 * registration from the network, no error to a multicast request. Pure; any thread.
 *
 * @param servers advertised now
 * @param scopes served
 * @param lifetimeSeconds told with each URL
 */
record Answers(List<Advertised> servers, Scopes scopes, int lifetimeSeconds) {
  private static final String TYPE = Tn3270Template.TN3270.toString();
  private static final String SERVICE_AGENT = ServiceType.SERVICE_AGENT.toString();

  Answers {
    servers = List.copyOf(servers);
  }

  /** The reply, or nothing. */
  Optional<SlpMessage> answer(SlpRequest request) {
    SlpMessage message = request.message();
    String own = request.link().address().getHostAddress();
    SlpHeader header = message.header().reply();
    SlpMessage reply;
    boolean content;
    try {
      if (message instanceof SrvRqst rqst && rqst.serviceType().equalsIgnoreCase(SERVICE_AGENT)) {
        boolean wanted = rqst.scopes().isEmpty() || scopes.intersects(rqst.scopes());
        return wanted ? Optional.of(saAdvert(header, own)) : Optional.empty();
      } else if (message instanceof SrvRqst rqst) {
        SrvRply found = services(rqst, header, own);
        content = !found.urlEntries().isEmpty();
        reply = found;
      } else if (message instanceof AttrRqst rqst) {
        AttrRply found = attributes(rqst, header, own);
        content = !found.attributeList().isEmpty();
        reply = found;
      } else if (message instanceof SrvTypeRqst rqst) {
        SrvTypeRply found = types(rqst, header);
        content = !found.serviceTypes().isEmpty();
        reply = found;
      } else {
        return Optional.empty();
      }
    } catch (SlpException malformed) {
      reply = error(message, header, malformed.error());
      content = false;
    }
    return request.multicast() && !content ? Optional.empty() : Optional.of(reply);
  }

  private SrvRply services(SrvRqst rqst, SlpHeader header, String own) throws SlpException {
    Predicate predicate = Predicate.parse(rqst.predicate());
    if (!scopes.intersects(rqst.scopes())) {
      return new SrvRply(header, SlpError.SCOPE_NOT_SUPPORTED, List.of());
    }
    List<UrlEntry> found = new ArrayList<>();
    if (rqst.serviceType().equalsIgnoreCase(TYPE)) {
      for (Advertised server : servers) {
        if (predicate.matches(attributes(server))) {
          found.add(new UrlEntry(lifetimeSeconds, server.url(own)));
        }
      }
    }
    return new SrvRply(header, SlpError.OK, found);
  }

  private AttrRply attributes(AttrRqst rqst, SlpHeader header, String own) throws SlpException {
    if (!scopes.intersects(rqst.scopes())) {
      return new AttrRply(header, SlpError.SCOPE_NOT_SUPPORTED);
    }
    boolean byType = rqst.url().equalsIgnoreCase(TYPE);
    List<Attributes> matching = new ArrayList<>();
    for (Advertised server : servers) {
      if (byType || server.url(own).equalsIgnoreCase(rqst.url())) {
        matching.add(attributes(server));
      }
    }
    String list = matching.isEmpty() ? "" : union(matching).select(rqst.tags()).toString();
    return new AttrRply(header, SlpError.OK, list, List.of());
  }

  /** The values of all, each once (RFC 2608 section 10.4). */
  private static Attributes union(List<Attributes> lists) {
    Attributes.Builder all = lists.get(0).toBuilder();
    for (Attributes list : lists.subList(1, lists.size())) {
      for (var attribute : list.all()) {
        List<AttributeValue> values = new ArrayList<>();
        all.build().get(attribute.tag()).ifPresent(known -> values.addAll(known.values()));
        attribute.values().stream().filter(v -> !values.contains(v)).forEach(values::add);
        all.put(attribute.tag(), values);
      }
    }
    return all.build();
  }

  private SrvTypeRply types(SrvTypeRqst rqst, SlpHeader header) {
    if (!scopes.intersects(rqst.scopes())) {
      return new SrvTypeRply(header, SlpError.SCOPE_NOT_SUPPORTED);
    }
    String authority = rqst.namingAuthority();
    boolean ours = (authority == null || authority.isEmpty()) && !servers.isEmpty();
    return new SrvTypeRply(header, SlpError.OK, ours ? List.of(TYPE) : List.of());
  }

  private SAAdvert saAdvert(SlpHeader header, String own) {
    String host = own.indexOf(':') >= 0 ? "[" + own + "]" : own;
    String list = Attributes.builder().strings("service-type", TYPE).build().toString();
    return new SAAdvert(header, SERVICE_AGENT + "://" + host, scopes, list, List.of());
  }

  private static SlpMessage error(SlpMessage request, SlpHeader header, SlpError error) {
    return request instanceof AttrRqst
        ? new AttrRply(header, error)
        : new SrvRply(header, error, List.of());
  }

  /** The attribute list of a server as the template of RFC 3049 section 7.1 has it. */
  static Attributes attributes(Advertised server) {
    Attributes.Builder list = Attributes.builder().integer(Tn3270Template.LOAD, server.load());
    list.strings(
        Tn3270Template.LUPOOL,
        server.description().pools().stream().map(LuPool::toString).toList());
    list.strings(Tn3270Template.SERVERNAME, server.description().name());
    server
        .description()
        .attributes()
        .forEach(
            (tag, values) -> {
              if (values.isEmpty()) {
                list.keyword(tag);
              } else {
                list.strings(tag, values);
              }
            });
    return list.build();
  }
}
