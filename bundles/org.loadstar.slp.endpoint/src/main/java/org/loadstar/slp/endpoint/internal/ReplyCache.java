// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.SrvTypeRqst;

/**
 * Replies given a short time ago, so that a repeated request gets the same again (RFC 2608 section
 * 6.3). A repetition has the sender and the content of the first, transaction identifier included;
 * only its previous responders may have grown. For one thread.
 *
 * <p>A source's replies push out none but its own, and a new source the one that was silent
 * longest.
 */
final class ReplyCache {
  static final int MOST_SOURCES = 256;
  static final int MOST_PER_SOURCE = 16;

  /** CONFIG_MC_MAX: nobody repeats for longer. */
  static final long MILLIS = 15_000;

  /** What makes requests the same. */
  record Key(InetSocketAddress sender, boolean toGroup, SlpMessage request) {}

  private record Given(List<byte[]> replies, long millis) {}

  private final Clock clock;
  private final Map<InetAddress, Map<Key, Given>> sources = newest(MOST_SOURCES, true);

  ReplyCache(Clock clock) {
    this.clock = clock;
  }

  static Key key(InetSocketAddress sender, boolean toGroup, SlpMessage request) {
    return new Key(sender, toGroup, plain(request));
  }

  @Nullable List<byte[]> get(Key key) {
    Map<Key, Given> source = sources.get(key.sender.getAddress());
    Given known = source == null ? null : source.get(key);
    return known != null && Math.abs(clock.millis() - known.millis) < MILLIS ? known.replies : null;
  }

  void put(Key key, List<byte[]> replies) {
    Map<Key, Given> source =
        sources.computeIfAbsent(key.sender.getAddress(), a -> newest(MOST_PER_SOURCE, false));
    source.remove(key);
    source.put(key, new Given(replies, clock.millis()));
  }

  private static <K, V> Map<K, V> newest(int most, boolean byUse) {
    return new LinkedHashMap<>(16, 0.75f, byUse) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }

  private static SlpMessage plain(SlpMessage request) {
    if (request instanceof SrvRqst r) {
      return r.previousResponders().isEmpty() ? r : r.withPreviousResponders(List.of());
    }
    if (request instanceof AttrRqst r) {
      return r.previousResponders().isEmpty() ? r : r.withPreviousResponders(List.of());
    }
    if (request instanceof SrvTypeRqst r) {
      return new SrvTypeRqst(r.header(), List.of(), r.namingAuthority(), r.scopes());
    }
    return request;
  }
}
