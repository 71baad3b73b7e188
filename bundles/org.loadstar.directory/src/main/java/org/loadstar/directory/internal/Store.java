// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.ServiceType;

/**
 * The registrations, with every way to find them. What is registered under a concrete type is found
 * under its abstract type too. Knows neither messages nor the time. For one thread.
 */
final class Store {
  /** A type in a scope. */
  private record Place(ServiceType type, String scope) {}

  private final ParsedAttributes parsed = new ParsedAttributes();
  private final Map<String, List<Registration>> byUrl = new LinkedHashMap<>();
  private final Map<Place, Map<String, Shelf>> places = new HashMap<>();

  /** How many registrations have the very type in the scope. */
  private final Map<Place, Integer> types = new HashMap<>();

  private final Expiry expiry = new Expiry();
  private final Quotas quotas = new Quotas();

  /** The attributes of a registration, which need not be read every time. */
  Attributes attributes(Registration registration) {
    return parsed.of(registration);
  }

  /** The registrations of a URL, one for each language. */
  List<Registration> of(String url) {
    return byUrl.getOrDefault(url, List.of());
  }

  /** The registration of a URL in a language, or null. */
  @Nullable Registration get(String url, String language) {
    for (Registration registration : of(url)) {
      if (registration.language.equals(language)) {
        return registration;
      }
    }
    return null;
  }

  /**
   * Puts a registration, instead of that of the same URL and language.
   *
   * @param evicted told of the oldest ones of the same source, which had to go for it
   * @return whether it is in: alone it may be too much
   */
  boolean put(Registration added, Quotas.Limits limits, Consumer<Registration> evicted) {
    Registration before = get(added.url(), added.language);
    if (before != null) {
      remove(before);
    }
    List<Registration> all = new ArrayList<>(of(added.url()));
    all.add(added);
    byUrl.put(added.url(), List.copyOf(all));
    forEachPlace(
        added,
        place ->
            places
                .computeIfAbsent(place, p -> new LinkedHashMap<>(2))
                .computeIfAbsent(added.primaryLanguage(), l -> new Shelf())
                .add(added));
    added.scopes.keys().forEach(s -> types.merge(new Place(added.type, s), 1, Integer::sum));
    expiry.add(added);
    quotas.add(added);
    while (quotas.exceeded(added.source, limits)) {
      Registration oldest = quotas.oldest(added.source);
      if (oldest == null || oldest == added) {
        remove(added);
        return false;
      }
      remove(oldest);
      evicted.accept(oldest);
    }
    return true;
  }

  /** Takes a registration out that is in. */
  void remove(Registration gone) {
    List<Registration> rest = of(gone.url()).stream().filter(r -> r != gone).toList();
    if (rest.isEmpty()) {
      byUrl.remove(gone.url());
    } else {
      byUrl.put(gone.url(), rest);
    }
    forEachPlace(
        gone,
        place ->
            places.computeIfPresent(
                place,
                (p, shelves) -> {
                  shelves.computeIfPresent(
                      gone.primaryLanguage(),
                      (language, shelf) -> {
                        shelf.remove(gone);
                        return shelf.isEmpty() ? null : shelf;
                      });
                  return shelves.isEmpty() ? null : shelves;
                }));
    gone.scopes
        .keys()
        .forEach(
            s -> types.computeIfPresent(new Place(gone.type, s), (p, n) -> n == 1 ? null : n - 1));
    expiry.remove(gone);
    quotas.remove(gone);
  }

  private static void forEachPlace(Registration registration, Consumer<Place> action) {
    for (String scope : registration.scopes.keys()) {
      action.accept(new Place(registration.type, scope));
      registration.type.abstractType().ifPresent(t -> action.accept(new Place(t, scope)));
    }
  }

  /** Takes out some of those whose lifetimes are over; fewer than asked for where no more are. */
  List<Registration> expire(long nowMillis, int most) {
    List<Registration> over = expiry.over(nowMillis, most);
    over.forEach(this::remove);
    return over;
  }

  /** The registrations of a type in a scope, by their languages without dialects. */
  Map<String, Shelf> shelves(ServiceType type, String scope) {
    return places.getOrDefault(new Place(type, scope), Map.of());
  }

  /** The types that have registrations in one of the scopes. */
  Set<ServiceType> types(Set<String> scopes) {
    Set<ServiceType> found = new LinkedHashSet<>();
    for (Place place : types.keySet()) {
      if (scopes.contains(place.scope())) {
        found.add(place.type());
      }
    }
    return found;
  }

  /** All registrations, those of the oldest URLs first. */
  Collection<List<Registration>> all() {
    return byUrl.values();
  }

  /** The attributes that have an index somewhere. */
  Set<String> indexed() {
    Set<String> tags = new TreeSet<>();
    places.values().forEach(p -> p.values().forEach(shelf -> tags.addAll(shelf.indexed())));
    return tags;
  }

  Quotas quotas() {
    return quotas;
  }
}
