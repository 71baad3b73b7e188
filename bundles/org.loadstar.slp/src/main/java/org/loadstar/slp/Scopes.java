// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.loadstar.slp.SlpException.Reason;

/**
 * A scope list (RFC 2608 sections 6.4.1 and 11). Immutable. Two lists are equal when they hold the
 * same scopes, in any order and any case; {@link #toString()} is the text as it was given, because
 * signatures cover it.
 */
public final class Scopes {
  /** No scope: legal only in requests for directory and service agents. */
  public static final Scopes NONE = new Scopes("", Map.of());

  /** The scope of agents that have not been configured. */
  public static final Scopes DEFAULT = new Scopes("DEFAULT", Map.of("default", "DEFAULT"));

  private static final String ALSO_RESERVED = ";*+";

  private final String text;
  private final Map<String, String> namesByKey;
  private final int hash;

  private Scopes(String text, Map<String, String> namesByKey) {
    this.text = text;
    this.namesByKey = Collections.unmodifiableMap(namesByKey);
    this.hash = namesByKey.keySet().hashCode();
  }

  /**
   * Reads a comma-separated list; empty text gives {@link #NONE}.
   *
   * @throws SlpException BAD_SCOPE or BAD_ESCAPE for reserved characters, TOO_LARGE
   */
  public static Scopes parse(String list) throws SlpException {
    if (list.isEmpty()) {
      return NONE;
    }
    if (list.equals(DEFAULT.text)) {
      return DEFAULT;
    }
    Map<String, String> names = new LinkedHashMap<>();
    for (String item : SlpText.split(list)) {
      for (int i = 0; i < item.length(); i++) {
        char c = item.charAt(i);
        if (c != '\\' && (SlpText.isReserved(c) || ALSO_RESERVED.indexOf(c) >= 0)) {
          throw new SlpException(Reason.BAD_SCOPE, "reserved character in a scope list");
        }
      }
      String name = SlpText.unescape(item, ALSO_RESERVED);
      names.putIfAbsent(SlpText.fold(name), name);
    }
    return new Scopes(list, names);
  }

  /**
   * The names, not escaped, as a list.
   *
   * @throws SlpException TOO_LARGE
   */
  public static Scopes of(List<String> names) throws SlpException {
    return parse(names.stream().map(Scopes::escape).collect(Collectors.joining(",")));
  }

  private static String escape(String name) {
    return SlpText.escape(name, ALSO_RESERVED);
  }

  /** The names, unescaped, in their order, each once. */
  public List<String> names() {
    return List.copyOf(namesByKey.values());
  }

  /** The names in the form in which they are compared, in their order. */
  public Set<String> keys() {
    return namesByKey.keySet();
  }

  public boolean isEmpty() {
    return namesByKey.isEmpty();
  }

  /** Whether both lists have a scope in common. */
  public boolean intersects(Scopes other) {
    for (String key : namesByKey.keySet()) {
      if (other.namesByKey.containsKey(key)) {
        return true;
      }
    }
    return false;
  }

  /** Those that are in both lists, in the order of this one. */
  public Scopes common(Scopes other) {
    if (other.containsAll(this)) {
      return this;
    }
    Map<String, String> both = new LinkedHashMap<>(namesByKey);
    both.keySet().retainAll(other.namesByKey.keySet());
    String list = both.values().stream().map(Scopes::escape).collect(Collectors.joining(","));
    return new Scopes(list, both);
  }

  /** Whether every scope of the other list is in this one. */
  public boolean containsAll(Scopes other) {
    return namesByKey.keySet().containsAll(other.namesByKey.keySet());
  }

  /** The scopes of this list that are not in the other one, in the order of this one. */
  public Scopes minus(Scopes other) {
    if (!intersects(other)) {
      return this;
    }
    Map<String, String> left = new LinkedHashMap<>(namesByKey);
    left.keySet().removeAll(other.namesByKey.keySet());
    String list = left.values().stream().map(Scopes::escape).collect(Collectors.joining(","));
    return left.isEmpty() ? NONE : new Scopes(list, left);
  }

  /** One list per scope: a request of version 1 has room for one. */
  public List<Scopes> each() {
    List<Scopes> all = new ArrayList<>();
    namesByKey.forEach((key, name) -> all.add(new Scopes(escape(name), Map.of(key, name))));
    return all;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scopes that && namesByKey.keySet().equals(that.namesByKey.keySet());
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** The list as on the wire. */
  @Override
  public String toString() {
    return text;
  }
}
