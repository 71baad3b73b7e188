// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Each source's share of something: so much a second, and twice as much at once. It bounds what a
 * forged sender address can be made to receive. For one thread.
 *
 * @param <K> what counts as one source
 */
final class TokenBuckets<K> {
  /** The least recently seen source is forgotten beyond this. */
  static final int MOST_SOURCES = 1024;

  private static final class Bucket {
    double tokens;
    long filledMillis;
  }

  private final int perSecond;
  private final Clock clock;
  private final Map<K, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  TokenBuckets(int perSecond, Clock clock) {
    this.perSecond = perSecond;
    this.clock = clock;
  }

  /** Whether the source has as many tokens left; takes them. */
  boolean take(K source, int amount) {
    long now = clock.millis();
    Bucket bucket = buckets.get(source);
    if (bucket == null) {
      bucket = new Bucket();
      bucket.tokens = 2.0 * perSecond;
      bucket.filledMillis = now;
      buckets.put(source, bucket);
      if (buckets.size() > MOST_SOURCES) {
        buckets.remove(buckets.keySet().iterator().next());
      }
    }
    // The wall clock may step back; then nothing is added.
    long elapsed = Math.max(0, now - bucket.filledMillis);
    bucket.tokens = Math.min(2.0 * perSecond, bucket.tokens + elapsed * perSecond / 1000.0);
    bucket.filledMillis = now;
    if (bucket.tokens < amount) {
      return false;
    }
    bucket.tokens -= amount;
    return true;
  }
}
