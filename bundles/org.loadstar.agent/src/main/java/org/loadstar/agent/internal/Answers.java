// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.AttributeListExtension;
import org.loadstar.slp.AttributeUnion;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.Extension;
import org.loadstar.slp.Opaque;
import org.loadstar.slp.Predicate;
import org.loadstar.slp.SAAdvert;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.ServiceType;
import org.loadstar.slp.ServiceUrl;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.SrvTypeRply;
import org.loadstar.slp.SrvTypeRqst;
import org.loadstar.slp.UrlEntry;
import org.loadstar.slp.endpoint.SlpRequest;

/**
 * What a service agent answers (RFC 2165 sections 5, 7, 12, RFC 2608 sections 8 to 10): only of its
 * own services, no registration from the network, no error to a multicast request. Pure; any
 * thread.
 *
 * <p>An unscoped request of version 1 is answered with all services, as RFC 3049 section 5.1 wants
 * it; RFC 2165 section 5 would leave out those with a scope, and RFC 2608 section 3 those that are
 * not in the scope DEFAULT. Strings are not translated, so every language is served, save where a
 * request of version 1 insists on its own. Services of abstract types are not told in version 1.
 *
 * @param services as whoever asks can reach them
 * @param scopes of the agent
 * @param own the address of the agent, as whoever asks can reach it
 * @param signing signs what is to be signed
 */
record Answers(List<Service> services, Scopes scopes, InetAddress own, Signing signing) {
  /** How long the signature of an advertisement holds. */
  private static final int ADVERT_SECONDS = 10_800;

  private static final String SERVICE_AGENT = ServiceType.SERVICE_AGENT.toString();

  Answers {
    services = List.copyOf(services);
  }

  /** An address as URLs have it, without the zone that means something to this host only. */
  static String host(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  /** The types whose requests concern us: those of the services and the agent's own. */
  static Set<String> types(List<Service> services) {
    Set<String> types = new LinkedHashSet<>(Set.of(SERVICE_AGENT));
    for (Service service : services) {
      String type = service.type().toString();
      types.add(type);
      service
          .type()
          .concreteType()
          .ifPresent(
              concrete -> types.add(type.substring(0, type.length() - concrete.length() - 1)));
    }
    return types;
  }

  /** The reply, or nothing. */
  Optional<SlpMessage> answer(SlpRequest request) {
    SlpMessage message = request.message();
    SlpHeader header = message.header().reply();
    SlpMessage reply;
    if (message instanceof SrvRqst rqst && isForAgents(rqst)) {
      reply = with(rqst.spi(), rqst, e -> new SrvRply(header, e), () -> advert(rqst, header));
    } else if (message instanceof SrvRqst rqst) {
      reply =
          with(
              rqst.spi(), rqst, e -> new SrvRply(header, e), () -> services(rqst, request, header));
    } else if (message instanceof AttrRqst rqst) {
      reply = with(rqst.spi(), rqst, e -> new AttrRply(header, e), () -> attributes(rqst, header));
    } else if (message instanceof SrvTypeRqst rqst) {
      reply = with("", rqst, e -> new SrvTypeRply(header, e), () -> types(rqst, header));
    } else {
      return Optional.empty();
    }
    return reply == null || (request.multicast() && silent(reply))
        ? Optional.empty()
        : Optional.of(reply);
  }

  private static boolean isForAgents(SrvRqst rqst) {
    return rqst.header().version() != 1 && rqst.serviceType().equalsIgnoreCase(SERVICE_AGENT);
  }

  /** What gives a reply or refuses the request. */
  private interface Answering {
    @Nullable SlpMessage reply() throws SlpException;
  }

  private @Nullable SlpMessage with(
      String spi, SlpMessage request, Function<SlpError, SlpMessage> refusal, Answering answering) {
    SlpHeader header = request.header();
    if (header.notUnderstood(Set.of()).isPresent()) {
      return refusal.apply(SlpError.OPTION_NOT_UNDERSTOOD);
    }
    if (!signing.knows(spi)) {
      return refusal.apply(SlpError.AUTHENTICATION_UNKNOWN);
    }
    if (header.has(SlpHeader.MONOLINGUAL)
        && !header.languageTag().equalsIgnoreCase(SlpHeader.DEFAULT_LANGUAGE)) {
      return refusal.apply(SlpError.LANGUAGE_NOT_SUPPORTED);
    }
    try {
      return answering.reply();
    } catch (SlpException malformed) {
      return refusal.apply(malformed.error());
    }
  }

  /** What is not told to everybody: errors, and lists of nothing. */
  private static boolean silent(SlpMessage reply) {
    return (reply instanceof SrvRply r && r.urlEntries().isEmpty())
        || (reply instanceof AttrRply a && a.attributeList().isEmpty())
        || (reply instanceof SrvTypeRply t && t.serviceTypes().isEmpty());
  }

  private boolean serves(SlpHeader header, Scopes wanted) {
    return unscoped(header, wanted)
        || scopes.intersects(wanted)
        || services.stream().anyMatch(s -> s.scopes().intersects(wanted));
  }

  private static boolean unscoped(SlpHeader header, Scopes wanted) {
    return header.version() == 1 && wanted.isEmpty();
  }

  /** The services that a request can be about. */
  private List<Service> visible(SlpHeader header, Scopes wanted) {
    boolean all = unscoped(header, wanted);
    return services.stream()
        .filter(s -> all || s.scopes().intersects(wanted))
        .filter(s -> header.version() != 1 || s.type().concreteType().isEmpty())
        .toList();
  }

  private SrvRply services(SrvRqst rqst, SlpRequest request, SlpHeader header) throws SlpException {
    Predicate predicate = Predicate.parse(rqst.predicate());
    ServiceType wanted = ServiceType.parse(rqst.serviceType());
    if (!serves(header, rqst.scopes())) {
      return new SrvRply(header, SlpError.SCOPE_NOT_SUPPORTED);
    }
    List<UrlEntry> entries = new ArrayList<>();
    List<Extension> lists = new ArrayList<>();
    boolean listed = rqst.header().extension(AttributeListExtension.ID).isPresent();
    for (Service service : visible(header, rqst.scopes())) {
      if (wanted.matches(service.type())
          && predicate.matches(service.attributes())
          && reachable(service.url(), request.sender().getAddress())) {
        entries.add(signing.url(header, service.entry(), rqst.spi()));
        if (listed) {
          lists.add(list(header, service, rqst.spi()).toExtension());
        }
      }
    }
    return new SrvRply(header.withExtensions(lists), SlpError.OK, entries);
  }

  private AttributeListExtension list(SlpHeader header, Service service, String spi) {
    String list = service.attributes().toString();
    return new AttributeListExtension(
        service.url(), list, signing.attributes(header, list, service.lifetimeSeconds(), spi));
  }

  /** Whether the URL's address reaches as far as whoever asks (RFC 3111 section 4.2.3). */
  private static boolean reachable(String url, InetAddress asking) throws SlpException {
    if (!(asking instanceof Inet6Address) || asking.isLinkLocalAddress()) {
      return true;
    }
    ServiceUrl parsed = ServiceUrl.parse(url);
    return !parsed.isIpv6() || !parsed.host().regionMatches(true, 0, "fe80:", 0, 5);
  }

  private AttrRply attributes(AttrRqst rqst, SlpHeader header) throws SlpException {
    if (!serves(header, rqst.scopes())) {
      return new AttrRply(header, SlpError.SCOPE_NOT_SUPPORTED);
    }
    boolean one = rqst.url().contains("://");
    boolean whole = one && rqst.tags().isEmpty();
    if (!whole && !rqst.spi().isEmpty()) {
      return new AttrRply(header, SlpError.AUTHENTICATION_FAILED); // RFC 2608 section 10.3
    }
    int lifetime = UrlEntry.MAX_LIFETIME;
    ServiceType type = one ? null : ServiceType.parse(rqst.url());
    AttributeUnion all = new AttributeUnion();
    for (Service service : visible(header, rqst.scopes())) {
      if (type == null
          ? service.url().equalsIgnoreCase(rqst.url())
          : type.matches(service.type())) {
        all.add(service.attributes());
        lifetime = Math.min(lifetime, service.lifetimeSeconds());
      }
    }
    String list = all.attributes().select(rqst.tags()).toString();
    List<Opaque> blocks =
        whole ? signing.attributes(header, list, lifetime, rqst.spi()) : List.of();
    return new AttrRply(header, SlpError.OK, list, blocks);
  }

  private SrvTypeRply types(SrvTypeRqst rqst, SlpHeader header) {
    if (!serves(header, rqst.scopes())) {
      return new SrvTypeRply(header, SlpError.SCOPE_NOT_SUPPORTED);
    }
    String authority = rqst.namingAuthority();
    List<String> types =
        visible(header, rqst.scopes()).stream()
            .map(Service::type)
            .distinct()
            .filter(t -> authority == null || t.namingAuthority().equalsIgnoreCase(authority))
            .map(ServiceType::toString)
            .toList();
    return new SrvTypeRply(header, SlpError.OK, types);
  }

  private @Nullable SlpMessage advert(SrvRqst rqst, SlpHeader header) throws SlpException {
    Set<String> names = new LinkedHashSet<>(scopes.names());
    services.forEach(service -> names.addAll(service.scopes().names()));
    Scopes all = Scopes.of(List.copyOf(names));
    if (!rqst.scopes().isEmpty() && !all.intersects(rqst.scopes())) {
      return new SrvRply(header, SlpError.SCOPE_NOT_SUPPORTED);
    }
    List<String> types = services.stream().map(s -> s.type().toString()).distinct().toList();
    Attributes list = Attributes.builder().strings("service-type", types).build();
    if (!Predicate.parse(rqst.predicate()).matches(list)) {
      return null;
    }
    String host = host(own);
    String url = SERVICE_AGENT + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]");
    SAAdvert advert = new SAAdvert(header, url, all, list.toString(), List.of());
    return signing.advert(advert, ADVERT_SECONDS, rqst.spi());
  }
}
