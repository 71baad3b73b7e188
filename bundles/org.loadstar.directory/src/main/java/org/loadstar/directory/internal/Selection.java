// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.loadstar.slp.AttributeListExtension;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.Extension;
import org.loadstar.slp.Opaque;
import org.loadstar.slp.SelectExtension;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpLimits;
import org.loadstar.slp.SortExtension;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.UrlEntry;

/**
 * What the extensions of a service request ask for besides (RFC 3059, RFC 3421): to sort the
 * services and to select the first, in the order of the extensions, and to tell their attributes.
 */
final class Selection {
  /** The mandatory extensions that are understood. */
  static final Set<Integer> UNDERSTOOD = Set.of(SelectExtension.ID, SortExtension.ID);

  /** The attributes by which the agent advertises that. */
  static final List<String> KEYWORDS = List.of("select-enabled", "sort-enabled");

  private static final int MOST_CHARACTERS = SlpLimits.MAX_MESSAGE_BYTES;

  /** The bytes of a URL entry besides the URL, at least, and of an attribute list extension. */
  private static final int ENTRY_BYTES = 6;

  private static final int EXTENSION_BYTES = 10;

  private final List<Extension> asked;
  private final boolean attributes;
  private final boolean select;
  private final boolean ordered;
  private final long nowMillis;

  private Selection(List<Extension> asked, long nowMillis) {
    this.asked = asked;
    this.attributes = has(asked, AttributeListExtension.ID);
    this.select = has(asked, SelectExtension.ID);
    this.ordered = select || has(asked, SortExtension.ID);
    this.nowMillis = nowMillis;
  }

  private static boolean has(List<Extension> extensions, int id) {
    return extensions.stream().anyMatch(e -> e.id() == id);
  }

  static Selection of(SlpHeader header, long nowMillis) {
    return new Selection(header.extensions(), nowMillis);
  }

  /** After how many characters of URLs no more services are needed: no message holds them. */
  int most() {
    return ordered ? Integer.MAX_VALUE : MOST_CHARACTERS;
  }

  /**
   * The reply with the services.
   *
   * @throws SlpException for a malformed extension
   */
  SrvRply reply(SlpHeader header, List<Registration> found, String spi, Store store)
      throws SlpException {
    List<Registration> wanted = ordered ? ordered(found, store) : found;
    List<UrlEntry> entries = new ArrayList<>(wanted.size());
    List<Extension> extensions = new ArrayList<>();
    int bytes = 0;
    SlpHeader told = header;
    for (Registration r : wanted) {
      bytes += ENTRY_BYTES + r.url().length();
      bytes += attributes ? EXTENSION_BYTES + r.url().length() + r.attributeList.length() : 0;
      if (bytes > MOST_CHARACTERS || extensions.size() >= SlpLimits.MAX_EXTENSIONS - 1) {
        told = told.with(SlpHeader.OVERFLOW);
        break;
      }
      entries.add(entry(header.version(), r, spi));
      if (attributes) {
        attributeList(r, spi, extensions);
      }
    }
    if (select) {
      extensions.add(new SelectExtension(Math.min(found.size(), 0xFFFF)).toExtension());
    }
    return new SrvRply(
        extensions.isEmpty() ? told : told.withExtensions(extensions), SlpError.OK, entries);
  }

  private List<Registration> ordered(List<Registration> found, Store store) throws SlpException {
    List<Registration> wanted = new ArrayList<>(found);
    for (Extension extension : asked) {
      if (extension.id() == SelectExtension.ID) {
        int count = SelectExtension.parse(extension).count();
        wanted = wanted.subList(0, Math.min(count, wanted.size()));
      } else if (extension.id() == SortExtension.ID) {
        wanted = sorted(wanted, SortExtension.parse(extension).comparator(), store);
      }
    }
    return wanted;
  }

  /** Each list is read once, however many services there are to compare. */
  private static List<Registration> sorted(
      List<Registration> services, Comparator<Attributes> order, Store store) {
    record Keyed(Registration registration, Attributes attributes) {}
    return services.stream()
        .map(r -> new Keyed(r, store.attributes(r)))
        .sorted(Comparator.comparing(Keyed::attributes, order))
        .map(Keyed::registration)
        .toList();
  }

  /** In version 1 the lifetime is signed too: it stays what it was. */
  private UrlEntry entry(int version, Registration r, String spi) {
    List<Opaque> signed = Authentication.of(version, spi, r.entry.authBlocks());
    boolean fixed = version == 1 && !signed.isEmpty();
    return new UrlEntry(fixed ? r.entry.lifetime() : r.lifetime(nowMillis), r.url(), signed);
  }

  /** Not where it cannot be signed as asked. */
  private static void attributeList(Registration r, String spi, List<Extension> into) {
    List<Opaque> signed = Authentication.of(2, spi, r.attributeAuth);
    if (spi.isEmpty() || !signed.isEmpty()) {
      into.add(new AttributeListExtension(r.url(), r.attributeList, signed).toExtension());
    }
  }
}
