// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

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
 */
final class ReplyCache {
  static final int MOST = 256;

  /** CONFIG_MC_MAX: nobody repeats for longer. */
  static final long MILLIS = 15_000;

  private record Key(InetSocketAddress sender, SlpMessage request) {}

  private record Given(List<byte[]> replies, long millis) {}

  private final Clock clock;
  private final Map<Key, Given> given = new LinkedHashMap<>();

  ReplyCache(Clock clock) {
    this.clock = clock;
  }

  @Nullable List<byte[]> get(InetSocketAddress sender, SlpMessage request) {
    Given known = given.get(new Key(sender, plain(request)));
    return known != null && Math.abs(clock.millis() - known.millis) < MILLIS ? known.replies : null;
  }

  void put(InetSocketAddress sender, SlpMessage request, List<byte[]> replies) {
    Key key = new Key(sender, plain(request));
    given.remove(key);
    given.put(key, new Given(replies, clock.millis()));
    if (given.size() > MOST) {
      given.remove(given.keySet().iterator().next());
    }
  }

  private static SlpMessage plain(SlpMessage request) {
    if (request instanceof SrvRqst r) {
      return r.withPreviousResponders(List.of());
    }
    if (request instanceof AttrRqst r) {
      return r.withPreviousResponders(List.of());
    }
    if (request instanceof SrvTypeRqst r) {
      return new SrvTypeRqst(r.header(), List.of(), r.namingAuthority(), r.scopes());
    }
    return request;
  }
}
