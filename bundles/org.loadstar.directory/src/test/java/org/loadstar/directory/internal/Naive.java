// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.Predicate;
import org.loadstar.slp.SlpException;

/** The simplest directory there is: a list that is looked through from end to end. */
final class Naive {
  record Entry(
      String url, String type, Set<String> scopes, String language, String list, long until) {}

  private static final int MOST_PARSED = 10_000;

  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Attributes> parsed =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Attributes> eldest) {
          return size() > MOST_PARSED;
        }
      };

  private void remove(String url, String language) {
    entries.removeIf(e -> e.url.equals(url) && e.language.equals(language));
  }

  void sweep(long now) {
    entries.removeIf(e -> e.until <= now);
  }

  Entry get(String url, String language) {
    return entries.stream()
        .filter(e -> e.url.equals(url) && e.language.equals(language))
        .findFirst()
        .orElse(null);
  }

  void register(Entry entry) {
    remove(entry.url, entry.language);
    entries.add(entry);
  }

  boolean update(Entry entry) {
    Entry before = get(entry.url, entry.language);
    if (before == null || !before.type.equals(entry.type) || !before.scopes.equals(entry.scopes)) {
      return false;
    }
    String merged = Desk.parse(before.list).updatedBy(Desk.parse(entry.list)).toString();
    register(new Entry(entry.url, entry.type, entry.scopes, entry.language, merged, entry.until));
    return true;
  }

  boolean deregister(String url, Set<String> scopes) {
    List<Entry> gone = entries.stream().filter(e -> e.url.equals(url)).toList();
    if (gone.isEmpty() || gone.stream().anyMatch(e -> !e.scopes.equals(scopes))) {
      return false;
    }
    entries.removeAll(gone);
    return true;
  }

  boolean strip(String url, String language, Set<String> scopes, String tag) throws SlpException {
    Entry before = get(url, language);
    if (before == null || !before.scopes.equals(scopes)) {
      return false;
    }
    String rest = Desk.parse(before.list).without(List.of(tag)).toString();
    register(new Entry(url, before.type, before.scopes, language, rest, before.until));
    return true;
  }

  /** The URLs found, or null for LANGUAGE_NOT_SUPPORTED. */
  Set<String> find(String type, Set<String> scopes, String language, String predicate)
      throws SlpException {
    Predicate wanted = Predicate.parse(predicate);
    List<Entry> there =
        entries.stream()
            .filter(e -> e.type.equals(type) || e.type.startsWith(type + ":"))
            .filter(e -> e.scopes.stream().anyMatch(scopes::contains))
            .toList();
    Set<String> found = new TreeSet<>();
    boolean spoken = there.isEmpty() || predicate.isEmpty();
    for (Entry e : there) {
      boolean understood = e.language.startsWith(language.substring(0, 2));
      spoken |= understood;
      if ((predicate.isEmpty() || understood) && wanted.matches(attributes(e.list))) {
        found.add(e.url);
      }
    }
    return spoken ? found : null;
  }

  private Attributes attributes(String list) {
    return parsed.computeIfAbsent(list, Desk::parse);
  }

  Set<String> types(Set<String> scopes) {
    Set<String> types = new TreeSet<>();
    entries.stream()
        .filter(e -> e.scopes.stream().anyMatch(scopes::contains))
        .forEach(e -> types.add(e.type));
    return types;
  }

  int size() {
    return entries.size();
  }
}
