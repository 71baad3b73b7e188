// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ranking.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.ranking.RankingRuntimeDTO.FailureDTO;

/**
 * The servers that failed lately. A failure holds a server for a while; each further one in a row
 * doubles the time, up to ten minutes. What happens while it is held counts as the same failure, so
 * that a hundred sessions which die with their server are one failure and not a hundred. Success
 * forgets, and so does time. Bounded; the oldest failure gives way. Thread-safe.
 */
final class Failures {
  static final int MAX_SERVERS = 1024;
  static final Duration MAX_HOLD = Duration.ofMinutes(10);
  private static final int MAX_REASON = 200;

  private final Map<String, Failure> byServer = new LinkedHashMap<>();

  /** One server's failures in a row. */
  record Failure(String reason, int count, Instant until) {
    boolean holds(Instant now) {
      return now.isBefore(until);
    }

    private boolean forgotten(Instant now) {
      return now.isAfter(until.plus(MAX_HOLD));
    }

    /** Whole seconds left, rounded up. */
    long secondsLeft(Instant now) {
      return Duration.between(now, until).plusMillis(999).toSeconds();
    }
  }

  synchronized void failed(ServerOffer offer, String reason, Duration hold, Instant now) {
    Failure before = find(offer, now);
    String line = oneLine(reason);
    Failure after;
    if (before != null && before.holds(now)) {
      after = new Failure(line, before.count(), before.until());
    } else {
      int count = before == null ? 1 : before.count() + 1;
      after = new Failure(line, count, now.plus(holdTime(hold, count)));
    }
    byServer.remove(key(offer));
    byServer.put(key(offer), after);
    if (byServer.size() > MAX_SERVERS) {
      Iterator<String> oldest = byServer.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  private static Duration holdTime(Duration first, int count) {
    Duration cap = first.compareTo(MAX_HOLD) > 0 ? first : MAX_HOLD;
    Duration doubled = first.multipliedBy(1L << Math.min(count - 1, 20));
    return doubled.compareTo(cap) > 0 ? cap : doubled;
  }

  private static String oneLine(String reason) {
    String start = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
    return start.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  /** Forgets a server's failures; tells whether there were any. */
  synchronized boolean succeeded(ServerOffer offer) {
    return byServer.remove(key(offer)) != null;
  }

  synchronized @Nullable Failure find(ServerOffer offer, Instant now) {
    Failure failure = byServer.get(key(offer));
    if (failure != null && failure.forgotten(now)) {
      byServer.remove(key(offer));
      return null;
    }
    return failure;
  }

  synchronized List<FailureDTO> report(Instant now) {
    byServer.values().removeIf(f -> f.forgotten(now));
    List<FailureDTO> all = new ArrayList<>();
    byServer.forEach(
        (server, failure) -> {
          FailureDTO dto = new FailureDTO();
          dto.server = server;
          dto.reason = failure.reason();
          dto.count = failure.count();
          dto.holdMillis = Math.max(0, Duration.between(now, failure.until()).toMillis());
          all.add(dto);
        });
    return all;
  }

  private static String key(ServerOffer offer) {
    return offer.address().toLowerCase(Locale.ROOT);
  }
}
