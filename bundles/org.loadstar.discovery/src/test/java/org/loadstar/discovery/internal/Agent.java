// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.loadstar.net.NetworkStack;
import org.loadstar.net.internal.NetworkStackComponent;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.Attribute;
import org.loadstar.slp.AttributeListExtension;
import org.loadstar.slp.AttributeValue;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.Extension;
import org.loadstar.slp.KeyRing;
import org.loadstar.slp.Opaque;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SelectExtension;
import org.loadstar.slp.SignedContent;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.SrvTypeRply;
import org.loadstar.slp.SrvTypeRqst;
import org.loadstar.slp.UrlEntry;
import org.loadstar.slp.endpoint.SlpExchange;
import org.loadstar.slp.endpoint.SlpRequest;
import org.loadstar.slp.endpoint.SlpResponder;
import org.loadstar.slp.endpoint.internal.SlpEndpointComponent;
import org.loadstar.testkit.Configs;

/** One SLP agent as another process of this host would be: with sockets of its own. */
final class Agent implements SlpResponder, AutoCloseable {
  static final NetworkStack LOOPBACK =
      new NetworkStackComponent(
          Configs.of(
              NetworkStackComponent.Config.class,
              Map.of("multicastInterfaces", new String[] {"lo"})));

  /** What came in, in its order. */
  final List<SlpRequest> asked = new CopyOnWriteArrayList<>();

  private record Question(InetSocketAddress sender, int xid) {
    static Question of(SlpRequest request) {
      return new Question(request.sender(), request.message().header().xid());
    }
  }

  private final Set<Question> forgotten = ConcurrentHashMap.newKeySet();

  private final SlpEndpointComponent endpoint;
  private final Map<String, String> servers = Collections.synchronizedMap(new LinkedHashMap<>());
  private final Set<Integer> versions = new TreeSet<>(List.of(1, 2));
  private volatile Predicate<SlpRequest> deaf = request -> false;
  private volatile boolean directory;
  private volatile KeyRing keys = KeyRing.EMPTY;
  private volatile UnaryOperator<String> forged = UnaryOperator.identity();
  private volatile boolean attributeLists;
  private volatile Scopes scopes = Scopes.DEFAULT;
  private volatile String abilities = "";
  private SlpExchange announcing;
  private final AtomicLong boot = new AtomicLong(1_700_000_000);

  private Agent(int port) {
    endpoint = endpoint(port);
  }

  static SlpEndpointComponent endpoint(int port) {
    SlpEndpointComponent endpoint =
        new SlpEndpointComponent(
            Configs.of(
                SlpEndpointComponent.Config.class,
                Map.of(
                    "port",
                    port,
                    "repliesPerSecond",
                    100_000,
                    "bytesPerSecond",
                    100_000_000,
                    "totalBytesPerSecond",
                    100_000_000)));
    endpoint.bindNetwork(LOOPBACK);
    return endpoint;
  }

  static Agent of(int port) {
    return new Agent(port);
  }

  Agent offer(String url, String attributes) {
    servers.put(url, attributes);
    return this;
  }

  /** Its replies are signed: by the index that is asked for, and in version 1 always. */
  Agent signing(KeyRing ring) {
    keys = ring;
    return this;
  }

  /** What it signs is changed afterwards. */
  Agent forging(UnaryOperator<String> change) {
    forged = change;
    return this;
  }

  void withdraw(String url) {
    servers.remove(url);
  }

  /** Some requests do not reach it. */
  Agent deafTo(Predicate<SlpRequest> requests) {
    deaf = requests;
    return this;
  }

  /** It is a directory agent: it tells of itself, and of servers by unicast only. */
  Agent directory() {
    directory = true;
    return this;
  }

  /** It serves these scopes. */
  Agent scopes(String list) {
    try {
      scopes = Scopes.parse(list);
      return this;
    } catch (SlpException wrong) {
      throw new IllegalArgumentException(wrong);
    }
  }

  /** It speaks this version only. */
  Agent version(int only) {
    versions.retainAll(List.of(only));
    return this;
  }

  /** Its replies have attribute lists (RFC 3059). */
  Agent describing() {
    attributeLists = true;
    return this;
  }

  /** It advertises itself with these attributes; with those of RFC 3421 it sorts and selects. */
  Agent abilities(String attributes) {
    abilities = attributes;
    return this;
  }

  /** It has begun anew. */
  Agent rebooted() {
    boot.incrementAndGet();
    return this;
  }

  /** It goes down, or comes up, as the group is told. */
  void announce(boolean up) {
    if (announcing == null) {
      announcing = endpoint.open();
    }
    SlpHeader header = SlpHeader.v2(0);
    announcing.announce(up ? advert(header, boot.get()) : advert(header, 0), announcing.links());
  }

  /** From now on others count; repetitions of those that came may still be on their way. */
  void forget() {
    asked.forEach(request -> forgotten.add(Question.of(request)));
    asked.clear();
  }

  /** How many requests of a kind came in, those for directory agents not counted. */
  <T extends SlpMessage> List<SlpRequest> asked(Class<T> kind) {
    return asked.stream()
        .filter(r -> kind.isInstance(r.message()) && !lookingForDirectories(r.message()))
        .toList();
  }

  private static boolean lookingForDirectories(SlpMessage request) {
    return request instanceof SrvRqst r && r.serviceType().equals("service:directory-agent");
  }

  Agent start() {
    endpoint.serve(this);
    return this;
  }

  @Override
  public Optional<SlpMessage> answer(SlpRequest request) {
    if (!forgotten.contains(Question.of(request))) {
      asked.add(request);
    }
    if (deaf.test(request)) {
      return Optional.empty();
    }
    SlpMessage message = request.message();
    SlpHeader header = message.header().reply();
    if (!versions.contains(header.version()) || !serves(message)) {
      return Optional.empty();
    } else if (lookingForDirectories(message)) {
      return directory
          ? Optional.of(signed(advert(header, boot.get()), ((SrvRqst) message).spi()))
          : Optional.empty();
    } else if (!keys.signingSpis().contains(spi(message)) && !spi(message).isEmpty()) {
      return request.multicast() ? Optional.empty() : Optional.of(unknown(message, header));
    } else if (directory && request.multicast()) {
      return Optional.empty();
    } else if (message instanceof SrvRqst wanted) {
      return services(wanted, header);
    } else if (message instanceof SrvTypeRqst) {
      return Optional.of(new SrvTypeRply(header, SlpError.OK, types()));
    }
    return message instanceof AttrRqst wanted ? attributes(wanted, header) : Optional.empty();
  }

  private static String spi(SlpMessage request) {
    return request instanceof SrvRqst r ? r.spi() : request instanceof AttrRqst a ? a.spi() : "";
  }

  private static SlpMessage unknown(SlpMessage request, SlpHeader header) {
    return request instanceof SrvRqst
        ? new SrvRply(header, SlpError.AUTHENTICATION_UNKNOWN)
        : new AttrRply(header, SlpError.AUTHENTICATION_UNKNOWN);
  }

  private DAAdvert signed(DAAdvert advert, String spi) {
    return new DAAdvert(
        advert.header(),
        advert.error(),
        advert.bootTimestamp(),
        forged.apply(advert.url()),
        advert.scopes(),
        advert.attributeList(),
        advert.spis(),
        sign(SignedContent.advert(advert), spi));
  }

  private UrlEntry signed(SlpHeader header, UrlEntry entry, String spi) {
    return new UrlEntry(
        entry.lifetime(), forged.apply(entry.url()), sign(SignedContent.url(header, entry), spi));
  }

  private List<Opaque> sign(SignedContent content, String spi) {
    return keys.sign(content, List.of(spi), LOOPBACK.clock().instant(), 60);
  }

  private boolean serves(SlpMessage request) {
    Scopes wanted =
        request instanceof SrvRqst r
            ? r.scopes()
            : request instanceof AttrRqst r ? r.scopes() : Scopes.NONE;
    return wanted.isEmpty() || wanted.intersects(scopes);
  }

  private List<String> types() {
    return servers.keySet().stream().map(u -> u.substring(0, u.indexOf("://"))).distinct().toList();
  }

  private DAAdvert advert(SlpHeader header, long bootTimestamp) {
    return new DAAdvert(
        header,
        SlpError.OK,
        bootTimestamp,
        "service:directory-agent://127.0.0.1",
        scopes,
        header.version() == 2 ? abilities : "",
        "",
        List.of());
  }

  private Optional<SlpMessage> attributes(AttrRqst wanted, SlpHeader header) {
    try {
      Attributes.Builder all = Attributes.builder();
      boolean found = false;
      for (Map.Entry<String, String> server : servers.entrySet()) {
        if (server.getKey().equals(wanted.url())
            || server.getKey().startsWith(wanted.url() + "://")) {
          found = true;
          for (Attribute attribute :
              Attributes.parse(server.getValue()).select(wanted.tags()).all()) {
            List<AttributeValue> values = new ArrayList<>(attribute.values());
            all.build().get(attribute.tag()).ifPresent(a -> values.addAll(0, a.values()));
            all.put(attribute.tag(), values);
          }
        }
      }
      return found || directory
          ? Optional.of(
              new AttrRply(
                  header,
                  SlpError.OK,
                  forged.apply(all.build().toString()),
                  sign(SignedContent.attributes(header, all.build().toString()), wanted.spi())))
          : Optional.empty();
    } catch (SlpException fault) {
      return Optional.of(new AttrRply(header, fault.error()));
    }
  }

  private Optional<SlpMessage> services(SrvRqst wanted, SlpHeader header) {
    try {
      org.loadstar.slp.Predicate predicate = org.loadstar.slp.Predicate.parse(wanted.predicate());
      List<String> found = new ArrayList<>();
      for (Map.Entry<String, String> server : servers.entrySet()) {
        if (server.getKey().startsWith(wanted.serviceType() + "://")
            && predicate.matches(Attributes.parse(server.getValue()))) {
          found.add(server.getKey());
        }
      }
      List<Extension> extensions = new ArrayList<>();
      if (wanted.header().extension(SelectExtension.ID).isPresent()) {
        found.sort(Comparator.comparingInt(u -> load(servers.get(u))));
        extensions.add(new SelectExtension(found.size()).toExtension());
        int most =
            SelectExtension.parse(wanted.header().extension(SelectExtension.ID).get()).count();
        found.subList(Math.min(most, found.size()), found.size()).clear();
      }
      if (attributeLists && wanted.header().extension(AttributeListExtension.ID).isPresent()) {
        for (String url : found) {
          String list = servers.get(url);
          extensions.add(
              new AttributeListExtension(
                      forged.apply(url),
                      forged.apply(list),
                      sign(SignedContent.attributes(header, list), wanted.spi()))
                  .toExtension());
        }
      }
      return Optional.of(
          new SrvRply(
              header.withExtensions(extensions),
              SlpError.OK,
              found.stream()
                  .map(url -> signed(header, new UrlEntry(60, url), wanted.spi()))
                  .toList()));
    } catch (SlpException fault) {
      return Optional.of(new SrvRply(header, fault.error()));
    }
  }

  private static int load(String attributes) {
    try {
      return Attributes.parse(attributes).integer("LOAD").orElse(Integer.MAX_VALUE);
    } catch (SlpException unreadable) {
      return Integer.MAX_VALUE;
    }
  }

  @Override
  public void close() {
    if (announcing != null) {
      announcing.close();
    }
    endpoint.deactivate();
  }
}
