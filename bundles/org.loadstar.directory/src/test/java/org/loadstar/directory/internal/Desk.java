// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.Extension;
import org.loadstar.slp.KeyRing;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvAck;
import org.loadstar.slp.SrvDeReg;
import org.loadstar.slp.SrvReg;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.SrvTypeRply;
import org.loadstar.slp.SrvTypeRqst;
import org.loadstar.slp.UrlEntry;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpRequest;
import org.loadstar.testkit.Configs;

/** A directory on a desk: what is asked of it, by whom, and what time it is. */
final class Desk {
  static final InetAddress HOST = address("10.0.0.1");
  static final SlpLink LINK = new SlpLink("eth0", HOST);
  static final String TN3270 = "service:tn3270";

  final Directory directory = new Directory(1_000);
  private final Map<String, Object> keys = new HashMap<>();
  Settings settings = configured(Map.of());
  long now = 1_000_000;

  /** Whose requests are sent. */
  InetAddress sender = HOST;

  /** Of the messages that are sent. */
  SlpHeader header = SlpHeader.v2(7);

  boolean multicast;

  static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  static Settings configured(Map<String, Object> keys) {
    return configured(keys, KeyRing.EMPTY);
  }

  static Settings configured(Map<String, Object> keys, KeyRing ring) {
    return Config.Checked.of(Configs.of(Config.class, keys), ring).settings();
  }

  Desk with(String key, Object value) {
    keys.put(key, value);
    settings = configured(keys);
    return this;
  }

  Desk v1() {
    header = SlpHeader.v1(7);
    return this;
  }

  Desk v2() {
    header = SlpHeader.v2(7);
    return this;
  }

  Desk in(String language) {
    header = header.withLanguage(language);
    return this;
  }

  Desk asking(Extension... extensions) {
    header = header.withExtensions(List.of(extensions));
    return this;
  }

  static Scopes scopes(String list) {
    try {
      return Scopes.parse(list);
    } catch (SlpException e) {
      throw new AssertionError(e);
    }
  }

  Optional<SlpMessage> send(SlpMessage message) {
    SlpRequest request =
        new SlpRequest(message, new InetSocketAddress(sender, 5000), LINK, multicast, false);
    return directory.answer(request, HOST::equals, settings, now);
  }

  private SlpError ack(SlpMessage message) {
    return ((SrvAck) send(message).orElseThrow()).error();
  }

  /** Registers for 60 s, all anew where the version knows that. */
  SlpError register(String url, String list) {
    return register(url, TN3270, "DEFAULT", list);
  }

  SlpError register(String url, String type, String scopes, String list) {
    SlpHeader fresh = header.version() == 2 ? header.with(SlpHeader.FRESH) : header;
    return ack(reg(fresh, 60, url, type, scopes, list));
  }

  SlpError update(String url, String list) {
    return update(url, TN3270, "DEFAULT", list);
  }

  SlpError update(String url, String type, String scopes, String list) {
    return ack(reg(header, 60, url, type, scopes, list));
  }

  static SrvReg reg(
      SlpHeader header, int lifetime, String url, String type, String scopes, String list) {
    return new SrvReg(header, new UrlEntry(lifetime, url), type, scopes(scopes), list, List.of());
  }

  SlpError deregister(String url, String scopes, String... tags) {
    return ack(new SrvDeReg(header, scopes(scopes), new UrlEntry(0, url), List.of(tags)));
  }

  SrvRply ask(String type, String scopes, String predicate) {
    return (SrvRply)
        send(new SrvRqst(header, List.of(), type, scopes(scopes), predicate, "")).orElseThrow();
  }

  /** The URLs of a reply that is no error. */
  List<String> find(String type, String scopes, String predicate) {
    return urls(ask(type, scopes, predicate));
  }

  List<String> find(String predicate) {
    return find(TN3270, "DEFAULT", predicate);
  }

  static List<String> urls(SrvRply reply) {
    if (!reply.error().ok()) {
      throw new AssertionError(reply.error());
    }
    return reply.urlEntries().stream().map(UrlEntry::url).toList();
  }

  AttrRply attributes(String urlOrType, String scopes, String... tags) {
    return (AttrRply)
        send(new AttrRqst(header, List.of(), urlOrType, scopes(scopes), List.of(tags), ""))
            .orElseThrow();
  }

  /** The attribute list of a reply that is no error. */
  String list(String urlOrType, String... tags) {
    AttrRply reply = attributes(urlOrType, "DEFAULT", tags);
    if (!reply.error().ok()) {
      throw new AssertionError(reply.error());
    }
    return reply.attributeList();
  }

  List<String> types(String namingAuthority, String scopes) {
    return ((SrvTypeRply)
            send(new SrvTypeRqst(header, List.of(), namingAuthority, scopes(scopes))).orElseThrow())
        .serviceTypes().stream().sorted().toList();
  }

  static Attributes parse(String list) {
    try {
      return Attributes.parse(list);
    } catch (SlpException e) {
      throw new AssertionError(e);
    }
  }
}
