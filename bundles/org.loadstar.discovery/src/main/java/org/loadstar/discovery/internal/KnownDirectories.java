// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.DirectoryAgentDTO;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.DirectoryTable;
import org.loadstar.slp.DirectoryTable.Directory;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpException;

/**
 * The directory agents that are known from one search to the next, and what each of them can do.
 * Thread-safe.
 */
final class KnownDirectories {
  /** RFC 2608 section 13: how often directory agents are looked for actively. */
  static final long DA_FIND_NANOS = 900_000_000_000L;

  private static final List<Integer> VERSIONS = List.of(2, 1);

  /**
   * What a directory agent can do, as far as its replies have shown it.
   *
   * @param attributeLists whether its replies have attribute lists (RFC 3059)
   * @param mandatory whether it answers requests with extensions that it must understand
   * @param streams whether it can be asked by TCP
   * @param answered when it answered last
   */
  record Abilities(
      @Nullable Boolean attributeLists,
      @Nullable Boolean mandatory,
      @Nullable Boolean streams,
      @Nullable Instant answered) {
    static final Abilities UNKNOWN = new Abilities(null, null, null, null);

    Abilities attributeLists(boolean can) {
      return new Abilities(can, mandatory, streams, answered);
    }

    Abilities mandatory(boolean can) {
      return new Abilities(attributeLists, can, streams, answered);
    }

    Abilities streams(boolean can) {
      return new Abilities(attributeLists, mandatory, can, answered);
    }

    Abilities answered(Instant now) {
      return new Abilities(attributeLists, mandatory, streams, now);
    }
  }

  private record Key(int version, InetAddress address) {}

  // Guarded by this.
  private final DirectoryTable table = new DirectoryTable();
  private final Map<Key, Abilities> abilities = new HashMap<>();
  private Trust trust = Trust.ALL;
  private boolean hearing;
  private boolean looked;
  private long lookedNanos;

  /** Those configured are these, from now on. */
  synchronized void configure(List<InetAddress> addresses) {
    VERSIONS.forEach(version -> table.configure(version, addresses));
  }

  /** Where no more is believed than this, those that were heard before are looked for again. */
  synchronized void trust(Trust next) {
    if (next.required() && !next.equals(trust)) {
      table.all().forEach(table::forget);
      looked = false;
    }
    trust = next;
  }

  synchronized Trust trust() {
    return trust;
  }

  /**
   * Those that can be asked.
   *
   * @param wanted the scopes; none for requests without scope, which version 1 knows
   * @param versions that may be spoken
   * @param discovered whether others than those configured count
   */
  synchronized List<Directory> serving(Scopes wanted, List<Integer> versions, boolean discovered) {
    List<Directory> serving = new ArrayList<>();
    for (Directory d : wanted.isEmpty() ? table.all() : table.serving(wanted)) {
      if (versions.contains(d.version())
          && (discovered || d.configured())
          && !better(d, versions)) {
        serving.add(d);
      }
    }
    return serving;
  }

  /** Whether the same agent speaks the later version, or only another one than this. */
  private boolean better(Directory directory, List<Integer> versions) {
    return table.all().stream()
        .anyMatch(
            d ->
                d.address().equals(directory.address())
                    && versions.contains(d.version())
                    && d.heard()
                    && (!directory.heard() || d.version() > directory.version()));
  }

  /** An advertisement has come; as in {@link DirectoryTable#heard}. */
  synchronized DirectoryTable.News heard(DAAdvert advert, InetAddress sender, boolean solicited) {
    if (!trust.believes(advert)) {
      return DirectoryTable.News.REFUSED;
    }
    DirectoryTable.News news = table.heard(advert, sender, solicited);
    if (news == DirectoryTable.News.REBOOTED) {
      abilities.remove(new Key(advert.header().version(), sender)); // it may be another program now
    }
    return news;
  }

  /** It does not answer in this version. */
  synchronized void silent(int version, InetAddress address) {
    table.all().stream()
        .filter(d -> d.version() == version && d.address().equals(address))
        .forEach(table::forget);
    abilities.remove(new Key(version, address));
  }

  synchronized Abilities abilities(int version, InetAddress address) {
    return abilities.getOrDefault(new Key(version, address), Abilities.UNKNOWN);
  }

  /** A reply has shown what it can do. */
  synchronized void learned(int version, InetAddress address, UnaryOperator<Abilities> change) {
    abilities.merge(
        new Key(version, address),
        change.apply(Abilities.UNKNOWN),
        (old, unused) -> change.apply(old));
    abilities
        .keySet()
        .removeIf(
            key ->
                table.all().stream()
                    .noneMatch(d -> d.version() == key.version && d.address().equals(key.address)));
  }

  /** Whether it sorts and selects (RFC 3421): it says so, and does not drop such requests. */
  synchronized boolean sorts(int version, InetAddress address) {
    return table.all().stream()
        .anyMatch(d -> d.version() == version && d.address().equals(address) && sorts(d));
  }

  private boolean sorts(Directory d) {
    try {
      Attributes attributes = Attributes.parse(d.attributeList());
      return attributes.has("select-enabled")
          && attributes.has("sort-enabled")
          && !Boolean.FALSE.equals(abilities(d.version(), d.address()).mandatory());
    } catch (SlpException unreadable) {
      return false;
    }
  }

  /** Whether advertisements are heard: nobody needs to look for directory agents again then. */
  synchronized void hearing(boolean now) {
    hearing = now;
  }

  synchronized boolean hearing() {
    return hearing;
  }

  /** Whether directory agents were not looked for lately; they are now, where they were not. */
  synchronized boolean lookNow(long nowNanos) {
    boolean due = !looked || (!hearing && nowNanos - lookedNanos >= DA_FIND_NANOS);
    if (due) {
      looked = true;
      lookedNanos = nowNanos;
    }
    return due;
  }

  synchronized List<DirectoryAgentDTO> report() {
    List<DirectoryAgentDTO> all = new ArrayList<>();
    for (Directory d : table.all()) {
      Abilities can = abilities(d.version(), d.address());
      DirectoryAgentDTO dto = new DirectoryAgentDTO();
      dto.address = d.address().getHostAddress();
      dto.version = d.version();
      dto.configured = d.configured();
      dto.heard = d.heard();
      dto.scopes = d.scopes().names();
      dto.attributes = d.attributeList();
      dto.lastAnswer = can.answered() == null ? 0 : can.answered().toEpochMilli();
      dto.attributeLists = can.attributeLists();
      dto.sorts = sorts(d);
      dto.streams = can.streams();
      all.add(dto);
    }
    return all;
  }
}
