// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.SlpException.Reason;

/**
 * The sort extension (RFC 3421 section 3): in which order a service reply shall have its URL
 * entries. Where a request has several select and sort extensions, they are carried out in the
 * order in which they stand. Only agents that advertise the keyword {@code sort-enabled} understand
 * it.
 *
 * @param keys the most important first; of several for one attribute the first counts
 */
public record SortExtension(List<Key> keys) {
  /** The identifier; an agent that does not know it answers OPTION_NOT_UNDERSTOOD, or nothing. */
  public static final int ID = 0x4003;

  private static final Pattern KEY = Pattern.compile("(.+):([si]):([+-])(?::(-?[0-9]{1,10}))?");

  /**
   * One attribute to sort by.
   *
   * @param tag of the attribute, not escaped
   * @param integer whether values compare as integers, else as strings
   * @param ascending whether the least comes first
   * @param reference where present, the distances to it are compared; only of integers
   */
  public record Key(String tag, boolean integer, boolean ascending, OptionalInt reference) {
    /** Checks that only integers have a reference. */
    public Key {
      if (reference.isPresent() && !integer) {
        throw new IllegalArgumentException("strings have no distance to a reference");
      }
    }

    /** The key of a sort by number, the least first. */
    public static Key least(String integerTag) {
      return new Key(integerTag, true, true, OptionalInt.empty());
    }

    private Comparator<Attributes> comparator() {
      Comparator<Attributes> least =
          integer
              ? Comparator.comparing(this::distance, nullsLast(Comparator.naturalOrder()))
              : Comparator.comparing(this::text, nullsLast(AttributeValue::compareText));
      return ascending ? least : least.reversed();
    }

    /** The least number or distance; null where a value is absent or no integer. */
    private @Nullable Long distance(Attributes attributes) {
      Long least = null;
      for (AttributeValue value : values(attributes)) {
        if (value.type() != AttributeValue.Type.INTEGER) {
          return null;
        }
        long number = value.integer();
        long distance = reference.isPresent() ? Math.abs(number - reference.getAsInt()) : number;
        least = least == null ? distance : Math.min(least, distance);
      }
      return least;
    }

    private @Nullable String text(Attributes attributes) {
      return values(attributes).stream()
          .map(AttributeValue::key)
          .min(AttributeValue::compareText)
          .orElse(null);
    }

    private List<AttributeValue> values(Attributes attributes) {
      return attributes.get(tag).map(Attribute::values).orElse(List.of());
    }

    private static <T> Comparator<@Nullable T> nullsLast(Comparator<? super T> order) {
      return Comparator.nullsLast(order);
    }

    @Override
    public String toString() {
      return SlpText.escape(tag, "")
          + (integer ? ":i:" : ":s:")
          + (ascending ? "+" : "-")
          + (reference.isPresent() ? ":" + reference.getAsInt() : "");
    }
  }

  /** Copies the list. */
  public SortExtension {
    keys = List.copyOf(keys);
  }

  /**
   * Reads the extension.
   *
   * @throws SlpException BAD_EXTENSION for another identifier or a malformed key, or the fault of
   *     its data
   */
  public static SortExtension parse(Extension extension) throws SlpException {
    FieldReader data = extension.reader(ID);
    List<Key> keys = new ArrayList<>();
    for (String key : data.list()) {
      keys.add(key(key));
    }
    data.requireEnd();
    return new SortExtension(keys);
  }

  private static Key key(String text) throws SlpException {
    Matcher key = KEY.matcher(text);
    if (!key.matches()) {
      throw new SlpException(Reason.BAD_EXTENSION, "not a sort key");
    }
    boolean integer = key.group(2).equals("i");
    String reference = key.group(4);
    if (reference == null) {
      return new Key(tag(key), integer, key.group(3).equals("+"), OptionalInt.empty());
    }
    long number = Long.parseLong(reference);
    if (!integer || number != (int) number) {
      throw new SlpException(Reason.BAD_EXTENSION, "not a reference value");
    }
    return new Key(tag(key), true, key.group(3).equals("+"), OptionalInt.of((int) number));
  }

  private static String tag(Matcher key) throws SlpException {
    return AttributeParser.tag(key.group(1));
  }

  /**
   * Orders services by their attributes. Of several values the least counts; a service without the
   * attribute, or with other values where integers are compared, is greater than all others.
   */
  public Comparator<Attributes> comparator() {
    List<Comparator<Attributes>> orders = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Key key : keys) {
      if (seen.add(SlpText.fold(key.tag()))) {
        orders.add(key.comparator());
      }
    }
    return (a, b) -> {
      int result = 0;
      for (int i = 0; result == 0 && i < orders.size(); i++) {
        result = orders.get(i).compare(a, b);
      }
      return result;
    };
  }

  /**
   * The extension as it stands in a message.
   *
   * @throws IllegalArgumentException for keys too long for their length field
   */
  public Extension toExtension() {
    String list = keys.stream().map(Key::toString).collect(Collectors.joining(","));
    return new Extension(ID, Opaque.of(out -> new FieldWriter(out).string(list)));
  }
}
