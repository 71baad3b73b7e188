// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import java.net.InetAddress;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Each source's share of replies: so many a second, and twice as many at once. It bounds what a
 * forged sender address can be made to receive. For one thread.
 */
final class TokenBuckets {
  /** The least recently seen source is forgotten beyond this. */
  static final int MOST_SOURCES = 1024;

  private static final class Bucket {
    double tokens;
    long filledMillis;
  }

  private final int perSecond;
  private final Clock clock;
  private final Map<InetAddress, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  TokenBuckets(int perSecond, Clock clock) {
    this.perSecond = perSecond;
    this.clock = clock;
  }

  /** Whether the source has a token left; takes it. */
  boolean take(InetAddress source) {
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
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens--;
    return true;
  }
}
