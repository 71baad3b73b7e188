// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.SlpException.Reason;

/**
 * An attribute list (RFC 2608 section 5). Immutable. Tags are found whatever their case and
 * whitespace; the order is kept; a parsed list gives back the very text that was parsed, because
 * signatures cover it.
 */
public final class Attributes {
  /** No attribute. */
  public static final Attributes EMPTY = new Attributes("", Map.of());

  private final String text;
  private final Map<String, Attribute> byKey;

  Attributes(String text, Map<String, Attribute> byKey) {
    this.text = text;
    this.byKey = Collections.unmodifiableMap(byKey);
  }

  /**
   * Reads a list. More is accepted than section 5 allows to be written: raw whitespace controls
   * (RFC 3049 puts a TAB into LUPOOL) and raw {@code ! < = > ~} in values, {@code _} in tags, empty
   * elements. An attribute that comes twice has the values of both.
   *
   * @throws SlpException BAD_ATTRIBUTES, BAD_ESCAPE or TOO_LARGE
   */
  public static Attributes parse(String list) throws SlpException {
    return list.isEmpty() ? EMPTY : new Attributes(list, AttributeParser.parse(list));
  }

  /** Starts an empty list. */
  public static Builder builder() {
    return new Builder(Map.of());
  }

  /** Starts a list with these attributes. */
  public Builder toBuilder() {
    return new Builder(byKey);
  }

  /** All attributes in their order. */
  public Collection<Attribute> all() {
    return byKey.values();
  }

  public boolean isEmpty() {
    return byKey.isEmpty();
  }

  /** Whether the attribute or keyword is there. */
  public boolean has(String tag) {
    return byKey.containsKey(SlpText.fold(tag));
  }

  /** The attribute or keyword. */
  public Optional<Attribute> get(String tag) {
    return Optional.ofNullable(find(SlpText.fold(tag)));
  }

  /** The first value of the attribute where it is an integer. */
  public OptionalInt integer(String tag) {
    List<AttributeValue> values = values(tag);
    return !values.isEmpty() && values.get(0).type() == AttributeValue.Type.INTEGER
        ? OptionalInt.of(values.get(0).integer())
        : OptionalInt.empty();
  }

  /** The texts of all values, whatever their types: a pool may be named 1234. */
  public List<String> strings(String tag) {
    return values(tag).stream().map(AttributeValue::text).toList();
  }

  private List<AttributeValue> values(String tag) {
    Attribute attribute = find(SlpText.fold(tag));
    return attribute == null ? List.of() : attribute.values();
  }

  /** The attribute of a folded tag. */
  @Nullable Attribute find(String key) {
    return byKey.get(key);
  }

  /**
   * Those attributes whose tags match one of the filters of a tag list (RFC 2608 section 9.4), in
   * which {@code *} matches any characters; all for an empty list.
   *
   * @throws SlpException BAD_ESCAPE
   */
  public Attributes select(List<String> tagFilters) throws SlpException {
    return tagFilters.isEmpty() ? this : filtered(tagFilters, true);
  }

  /**
   * Those attributes whose tags match none of the filters of a tag list, see {@link #select}.
   *
   * @throws SlpException BAD_ESCAPE
   */
  public Attributes without(List<String> tagFilters) throws SlpException {
    return filtered(tagFilters, false);
  }

  private Attributes filtered(List<String> tagFilters, boolean wanted) throws SlpException {
    List<Wildcard> wildcards = new ArrayList<>();
    for (String filter : tagFilters) {
      wildcards.add(Wildcard.parse(filter));
    }
    Map<String, Attribute> kept = new LinkedHashMap<>(byKey);
    kept.keySet().removeIf(key -> wildcards.stream().anyMatch(w -> w.matches(key)) != wanted);
    return of(kept);
  }

  /** This list with the attributes of an update, which replace those of the same tags. */
  public Attributes updatedBy(Attributes update) {
    Map<String, Attribute> all = new LinkedHashMap<>(byKey);
    all.putAll(update.byKey);
    return of(all);
  }

  static Attributes of(Map<String, Attribute> byKey) {
    return new Attributes(
        byKey.values().stream().map(Attribute::toString).collect(Collectors.joining(",")), byKey);
  }

  /**
   * Checks what a registration must obey: all values of an attribute have one type.
   *
   * @throws SlpException MIXED_TYPES
   */
  public void requireConsistentTypes() throws SlpException {
    for (Attribute attribute : all()) {
      if (attribute.values().stream().map(AttributeValue::type).distinct().count() > 1) {
        throw new SlpException(Reason.MIXED_TYPES, "values of different types");
      }
    }
  }

  /** The list as on the wire. */
  @Override
  public String toString() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Attributes that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /**
   * Collects attributes. Putting a tag again replaces its values in its old place. Not for more
   * than one thread.
   */
  public static final class Builder {
    private final Map<String, Attribute> byKey;

    private Builder(Map<String, Attribute> start) {
      this.byKey = new LinkedHashMap<>(start);
    }

    /** Puts an integer. */
    public Builder integer(String tag, int value) {
      return put(tag, List.of(AttributeValue.of(value)));
    }

    /** Puts a boolean. */
    public Builder bool(String tag, boolean value) {
      return put(tag, List.of(AttributeValue.of(value)));
    }

    /** Puts texts; one that looks like an integer or boolean is one, for SLP has no quotes. */
    public Builder strings(String tag, List<String> values) {
      return values.isEmpty() ? this : put(tag, values.stream().map(AttributeValue::of).toList());
    }

    /** As {@link #strings(String, List)}. */
    public Builder strings(String tag, String... values) {
      return strings(tag, Arrays.asList(values));
    }

    /** Puts an opaque value. */
    public Builder opaque(String tag, Opaque value) {
      return put(tag, List.of(AttributeValue.of(value)));
    }

    /** Puts a keyword. */
    public Builder keyword(String tag) {
      return put(tag, List.of());
    }

    /** Leaves an attribute out. */
    public Builder remove(String tag) {
      byKey.remove(SlpText.fold(tag));
      return this;
    }

    /**
     * Puts values of any type, or none for a keyword.
     *
     * @throws IllegalArgumentException for a tag that the standard forbids, or an empty value
     */
    public Builder put(String tag, List<AttributeValue> values) {
      if (!AttributeParser.isWritableTag(tag)) {
        throw new IllegalArgumentException("not an attribute tag: '" + tag + "'");
      }
      if (values.stream().anyMatch(v -> v.key().isEmpty())) {
        throw new IllegalArgumentException("an empty value of " + tag);
      }
      byKey.put(SlpText.fold(tag), new Attribute(tag, values));
      return this;
    }

    /** The list so far. */
    public Attributes build() {
      return of(new LinkedHashMap<>(byKey));
    }
  }
}
