// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.Attribute;
import org.loadstar.slp.AttributeListExtension;
import org.loadstar.slp.AttributeValue;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.ServiceUrl;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.Tn3270Template;
import org.loadstar.slp.UrlEntry;

/**
 * The TN3270E servers that one search by SLP has found so far. Authentication blocks in what it is
 * told have been verified. For one thread.
 */
final class Findings implements Harvest {
  /** The name of SLP among the sources. */
  static final String SOURCE = "slp";

  /** More services and notes than these are left out, with a note. */
  static final int MOST_SERVICES = 1000;

  static final int MOST_NOTES = 50;

  private static final int TELNET_PORT = 23;

  private static final class Found {
    final ServiceUrl url;
    final String host;
    Attributes attributes = Attributes.EMPTY;
    boolean cut;
    boolean urlSigned;
    boolean attributesSigned;
    boolean toBeAsked;

    Found(ServiceUrl url, InetAddress responder) {
      this.url = url;
      this.host = url.host() + zone(url, responder);
    }

    /** A link-local address is one of the link that its server answered on (RFC 4007). */
    private static String zone(ServiceUrl url, InetAddress responder) {
      boolean local = url.isIpv6() && url.host().regionMatches(true, 0, "fe80:", 0, 5);
      String sender = local && responder.isLinkLocalAddress() ? responder.getHostAddress() : "";
      int zone = sender.indexOf('%');
      return zone < 0 ? "" : sender.substring(zone);
    }

    boolean signed() {
      return urlSigned && (attributesSigned || attributes.isEmpty());
    }

    String address() {
      return host.toLowerCase(Locale.ROOT) + " " + url.port().orElse(TELNET_PORT);
    }
  }

  private final Map<String, Found> services = new LinkedHashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();

  @Override
  public Gathered take(SlpMessage reply, Topic topic, InetSocketAddress responder) {
    if (reply instanceof SrvRply told) {
      return services(told, topic, responder);
    } else if (reply instanceof AttrRply told
        && topic.question() instanceof Question.Attributes asked) {
      boolean cut = reply.header().has(SlpHeader.OVERFLOW);
      describe(asked.urlOrType(), told.attributeList(), cut, !told.authBlocks().isEmpty());
    }
    return Gathered.NOTHING;
  }

  private Gathered services(SrvRply told, Topic topic, InetSocketAddress responder) {
    Map<String, AttributeListExtension> lists = AttributeListExtension.of(told);
    boolean found = false;
    List<Topic> further = new ArrayList<>();
    for (UrlEntry entry : told.urlEntries()) {
      String url = entry.url();
      boolean added = add(url, responder);
      added |= !entry.authBlocks().isEmpty() && signed(url);
      found |= added;
      AttributeListExtension list = lists.get(url);
      boolean signed = list != null && !list.authBlocks().isEmpty();
      if (list != null && (signed || !described(url))) {
        describe(url, list.attributeList(), false, signed);
      } else if (list == null && (added || waits(url))) {
        further.add(topic.about(new Question.Attributes(url, List.of())));
        wait(url, told.header().has(SlpHeader.OVERFLOW));
      }
    }
    return new Gathered(found, further);
  }

  /** Remembers a service, and tells whether it was not known. */
  boolean add(String text, InetSocketAddress responder) {
    if (services.containsKey(text)) {
      return false;
    }
    if (services.size() == MOST_SERVICES) {
      note("more than " + MOST_SERVICES + " services were told, the others are left out");
      return false;
    }
    try {
      ServiceUrl url = ServiceUrl.parse(text);
      if (Tn3270Template.TN3270.equals(url.type()) || Tn3270Template.TN3270E.equals(url.type())) {
        services.put(text, new Found(url, responder.getAddress()));
        return true;
      }
      note(responder + " told of a service that was not asked for: " + url.type());
    } catch (SlpException fault) {
      note(responder + " told an unusable URL: " + fault.reason());
    }
    return false;
  }

  /** A cut reply is asked for in another way first, which may bring the attributes. */
  private void wait(String url, boolean cut) {
    Found found = services.get(url);
    if (found != null) {
      found.toBeAsked = cut;
    }
  }

  private boolean waits(String url) {
    Found found = services.get(url);
    return found != null && found.toBeAsked && !described(url);
  }

  /** Tells whether that was not known. */
  private boolean signed(String url) {
    Found found = services.get(url);
    if (found == null || found.urlSigned) {
      return false;
    }
    found.urlSigned = true;
    return true;
  }

  /**
   * What a service advertises.
   *
   * @param cut whether there is more that did not fit the datagram
   * @param signed whether that was verified; what was, stays
   */
  void describe(String url, String attributeList, boolean cut, boolean signed) {
    Found found = services.get(url);
    if (found == null || (found.attributesSigned && !signed)) {
      return;
    }
    try {
      found.attributes = Attributes.parse(attributeList);
      found.cut = cut;
      found.attributesSigned = signed;
    } catch (SlpException fault) {
      note(url + " has an unreadable attribute list: " + fault.reason());
    }
  }

  /** Whether everything is known that a service advertises. */
  boolean described(String url) {
    Found found = services.get(url);
    return found != null && !found.cut && !found.attributes.isEmpty();
  }

  @Override
  public void note(String note) {
    if (notes.size() < MOST_NOTES) {
      notes.add(note);
    }
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  /** The servers, one per host and port, with the attributes of all its services. */
  List<ServerOffer> offers(List<String> scopes, Instant now) {
    Map<String, List<Found>> servers = new LinkedHashMap<>();
    for (Found found : services.values()) {
      servers.computeIfAbsent(found.address(), a -> new ArrayList<>()).add(found);
    }
    return servers.values().stream().map(s -> offer(s, scopes, now)).toList();
  }

  /** What is not signed adds nothing to what is. */
  private ServerOffer offer(List<Found> all, List<String> scopes, Instant now) {
    List<Found> signed = all.stream().filter(Found::signed).toList();
    List<Found> server = signed.isEmpty() ? all : signed;
    ServiceUrl url = server.get(0).url;
    SortedMap<String, List<String>> attributes = new TreeMap<>();
    Set<LuPool> pools = new LinkedHashSet<>();
    for (Found found : server) {
      for (Attribute attribute : found.attributes.all()) {
        attributes.putIfAbsent(
            attribute.tag().toUpperCase(Locale.ROOT),
            attribute.values().stream().map(AttributeValue::text).toList());
      }
      for (org.loadstar.slp.LuPool pool : Tn3270Template.luPools(found.attributes)) {
        String device = pool.device();
        pools.add(new LuPool(pool.name(), device == null ? "" : device));
      }
    }
    return new ServerOffer(
        url.toString(),
        server.get(0).host,
        url.port().orElse(TELNET_PORT),
        load(url, attributes.get(Tn3270Template.LOAD)),
        List.copyOf(pools),
        attributes,
        scopes,
        SOURCE,
        now,
        !signed.isEmpty());
  }

  /** A load outside 0 to 100 is not believed (RFC 3049 section 7.1); the attribute keeps it. */
  private OptionalInt load(ServiceUrl url, @Nullable List<String> values) {
    if (values == null || values.isEmpty()) {
      return OptionalInt.empty();
    }
    AttributeValue value = AttributeValue.of(values.get(0));
    if (value.type() == AttributeValue.Type.INTEGER
        && value.integer() >= 0
        && value.integer() <= 100) {
      return OptionalInt.of(value.integer());
    }
    note(url + " tells an implausible load: " + value.text());
    return OptionalInt.empty();
  }
}
