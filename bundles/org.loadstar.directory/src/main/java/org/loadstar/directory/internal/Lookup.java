// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.AttributeUnion;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.Opaque;
import org.loadstar.slp.Predicate;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.ServiceType;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.SrvTypeRply;
import org.loadstar.slp.SrvTypeRqst;

/**
 * Answers questions from the store (RFC 2608 sections 8.1, 10.1 and 10.3, with the rules of section
 * 3 for version 1). Pure: the time is handed in. For one thread.
 */
final class Lookup {
  private final Store store;

  Lookup(Store store) {
    this.store = store;
  }

  /** What is looked for; a language of null is any. */
  private record Question(
      SlpHeader header,
      ServiceType type,
      Set<String> scopes,
      @Nullable String language,
      Predicate predicate,
      String spi,
      long nowMillis) {
    /** Whether a registration may be told at all. */
    boolean visible(Registration r) {
      return r.isAlive(nowMillis)
          && (header.version() != 1 || r.isVisibleToV1())
          && (spi.isEmpty() || !Authentication.of(2, spi, r.entry.authBlocks()).isEmpty());
    }
  }

  /** The requested scopes that are served; version 1 without scope means DEFAULT. */
  private static Set<String> scopes(SlpHeader header, Scopes requested, Settings settings) {
    boolean unscoped = requested.isEmpty() && header.version() == 1;
    Set<String> both = new LinkedHashSet<>(unscoped ? Scopes.DEFAULT.keys() : requested.keys());
    both.retainAll(settings.scopes().keys());
    return both;
  }

  /** The reply to a request for services. */
  SrvRply services(SrvRqst rqst, Settings settings, long nowMillis) throws SlpException {
    SlpHeader header = rqst.header();
    Predicate predicate = Predicate.parse(rqst.predicate());
    ServiceType type = ServiceType.parse(rqst.serviceType());
    Set<String> scopes = scopes(header, rqst.scopes(), settings);
    if (scopes.isEmpty()) {
      return new SrvRply(header.reply(), SlpError.SCOPE_NOT_SUPPORTED);
    }
    if (!rqst.spi().isEmpty() && !settings.authentication().knows(rqst.spi())) {
      return new SrvRply(header.reply(), SlpError.AUTHENTICATION_UNKNOWN);
    }
    SlpHeader reply = header.reply();
    String language = null;
    if (predicate != Predicate.ALL) {
      language = language(header, languages(type, scopes));
      if (language == null) {
        return new SrvRply(reply, SlpError.LANGUAGE_NOT_SUPPORTED);
      }
      reply = in(language, reply);
    }
    Selection selection = Selection.of(header, nowMillis);
    Question question =
        new Question(header, type, scopes, language, predicate, rqst.spi(), nowMillis);
    List<Registration> found = find(question, selection.most());
    return selection.reply(reply, found, rqst.spi(), store);
  }

  /** The reply to a request for attributes. */
  AttrRply attributes(AttrRqst rqst, Settings settings, long nowMillis) throws SlpException {
    SlpHeader header = rqst.header();
    Set<String> scopes = scopes(header, rqst.scopes(), settings);
    if (scopes.isEmpty()) {
      return new AttrRply(header.reply(), SlpError.SCOPE_NOT_SUPPORTED);
    }
    boolean byUrl = rqst.url().contains("://");
    if (!rqst.spi().isEmpty()) {
      if (!byUrl || !rqst.tags().isEmpty()) {
        return new AttrRply(header.reply(), SlpError.AUTHENTICATION_FAILED);
      }
      if (!settings.authentication().knows(rqst.spi())) {
        return new AttrRply(header.reply(), SlpError.AUTHENTICATION_UNKNOWN);
      }
    }
    return byUrl ? ofUrl(rqst, scopes, nowMillis) : ofType(rqst, scopes, nowMillis);
  }

  private AttrRply ofUrl(AttrRqst rqst, Set<String> scopes, long nowMillis) throws SlpException {
    SlpHeader header = rqst.header();
    List<Registration> there = new ArrayList<>();
    Set<String> languages = new HashSet<>();
    for (Registration r : store.of(rqst.url())) {
      boolean visible = header.version() != 1 || r.language.length() == 2;
      if (r.isAlive(nowMillis) && visible && r.scopes.keys().stream().anyMatch(scopes::contains)) {
        there.add(r);
        languages.add(r.primaryLanguage());
      }
    }
    String language = language(header, languages);
    if (language == null) {
      return new AttrRply(header.reply(), SlpError.LANGUAGE_NOT_SUPPORTED);
    }
    SlpHeader reply = in(language, header.reply());
    Registration best = null;
    for (Registration r : there) {
      boolean exact = r.language.equalsIgnoreCase(header.languageTag());
      if (exact || (best == null && r.primaryLanguage().equals(language))) {
        best = r;
      }
    }
    if (best == null) {
      return new AttrRply(reply, SlpError.OK);
    }
    List<Opaque> signed =
        rqst.tags().isEmpty()
            ? Authentication.of(header.version(), rqst.spi(), best.attributeAuth)
            : List.of();
    String list =
        rqst.tags().isEmpty()
            ? best.attributeList
            : store.attributes(best).select(rqst.tags()).toString();
    return new AttrRply(reply, SlpError.OK, list, signed);
  }

  private AttrRply ofType(AttrRqst rqst, Set<String> scopes, long nowMillis) throws SlpException {
    SlpHeader header = rqst.header();
    ServiceType type = ServiceType.parse(rqst.url());
    String language = language(header, languages(type, scopes));
    if (language == null) {
      return new AttrRply(header.reply(), SlpError.LANGUAGE_NOT_SUPPORTED);
    }
    Question question = new Question(header, type, scopes, language, Predicate.ALL, "", nowMillis);
    AttributeUnion union = new AttributeUnion();
    for (Registration r : find(question, Integer.MAX_VALUE)) {
      if (union.full()) {
        break;
      }
      union.add(store.attributes(r).select(rqst.tags()));
    }
    String list = union.attributes().toString();
    return new AttrRply(in(language, header.reply()), SlpError.OK, list, List.of());
  }

  /** The reply to a request for service types. */
  SrvTypeRply types(SrvTypeRqst rqst, Settings settings) {
    SlpHeader header = rqst.header();
    Set<String> scopes = scopes(header, rqst.scopes(), settings);
    if (scopes.isEmpty()) {
      return new SrvTypeRply(header.reply(), SlpError.SCOPE_NOT_SUPPORTED);
    }
    String authority = rqst.namingAuthority();
    List<String> types = new ArrayList<>();
    for (ServiceType type : store.types(scopes)) {
      boolean wanted = authority == null || type.namingAuthority().equalsIgnoreCase(authority);
      if (wanted && (header.version() != 1 || type.concreteType().isEmpty())) {
        types.add(type.toString());
      }
    }
    return new SrvTypeRply(header.reply(), SlpError.OK, types);
  }

  /** The languages, without dialects, in which there are services of the type. */
  private Set<String> languages(ServiceType type, Set<String> scopes) {
    if (scopes.size() == 1) {
      return store.shelves(type, scopes.iterator().next()).keySet();
    }
    Set<String> languages = new HashSet<>();
    scopes.forEach(scope -> languages.addAll(store.shelves(type, scope).keySet()));
    return languages;
  }

  /**
   * The language, without dialect, to answer in: that of the request where there is something in it
   * or nothing in any; in version 1 else the default one, unless the request forbids that (RFC 2165
   * section 4.1); null if none.
   */
  private static @Nullable String language(SlpHeader header, Collection<String> there) {
    String asked = Registration.primary(header.languageTag());
    String wanted = asked.isEmpty() ? SlpHeader.DEFAULT_LANGUAGE : asked;
    if (there.isEmpty() || there.contains(wanted)) {
      return wanted;
    }
    boolean another = header.version() == 1 && !header.has(SlpHeader.MONOLINGUAL);
    return another && there.contains(SlpHeader.DEFAULT_LANGUAGE)
        ? SlpHeader.DEFAULT_LANGUAGE
        : null;
  }

  private static SlpHeader in(String language, SlpHeader reply) {
    return Registration.primary(reply.languageTag()).equals(language)
        ? reply
        : reply.withLanguage(language);
  }

  /** What fits, each URL once, until their texts have so many characters. */
  private List<Registration> find(Question question, int mostCharacters) {
    List<Registration> found = new ArrayList<>();
    Set<String> urls = new HashSet<>();
    int characters = 0;
    for (String scope : question.scopes()) {
      Map<String, Shelf> shelves = store.shelves(question.type(), scope);
      for (Map.Entry<String, Shelf> shelf : shelves.entrySet()) {
        if (question.language() == null || shelf.getKey().equals(question.language())) {
          for (Registration r : shelf.getValue().candidates(question.predicate())) {
            if (question.visible(r)
                && matches(question.predicate(), r)
                && urls.add(r.url())) { // once, in however many scopes and dialects
              found.add(r);
              characters += r.url().length();
              if (characters > mostCharacters) {
                return found;
              }
            }
          }
        }
      }
    }
    return found;
  }

  private boolean matches(Predicate predicate, Registration registration) {
    if (predicate == Predicate.ALL) {
      return true;
    }
    Attributes attributes = store.attributes(registration);
    return predicate.matches(attributes);
  }
}
