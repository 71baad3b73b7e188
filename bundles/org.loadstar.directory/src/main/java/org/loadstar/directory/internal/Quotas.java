// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who holds how much of the store. A source that goes over its share, or that wants more where the
 * store is full, loses its own oldest registrations; others keep what they have.
 */
final class Quotas {
  /**
   * What there may be.
   *
   * @param services of one source
   * @param attributeBytes of one source, in its attribute lists
   * @param allServices of all sources
   * @param allAttributeBytes of all sources
   */
  record Limits(int services, int attributeBytes, int allServices, long allAttributeBytes) {
    static final Limits DEFAULT = new Limits(1_000, 1 << 20, 100_000, 64 << 20);
  }

  private static final class Share {
    /** The oldest first. */
    final Set<Registration> registrations = new LinkedHashSet<>();

    long bytes;
  }

  private final Map<InetAddress, Share> bySource = new HashMap<>();
  private int services;
  private long bytes;

  void add(Registration registration) {
    Share share = bySource.computeIfAbsent(registration.source, s -> new Share());
    int size = registration.attributeBytes();
    share.registrations.add(registration);
    share.bytes += size;
    services++;
    bytes += size;
  }

  void remove(Registration registration) {
    Share share = bySource.get(registration.source);
    if (share != null && share.registrations.remove(registration)) {
      int size = registration.attributeBytes();
      share.bytes -= size;
      services--;
      bytes -= size;
      if (share.registrations.isEmpty()) {
        bySource.remove(registration.source);
      }
    }
  }

  /** Whether the limits do not hold for a source. */
  boolean exceeded(InetAddress source, Limits limits) {
    Share share = bySource.get(source);
    return share != null
        && (share.registrations.size() > limits.services()
            || share.bytes > limits.attributeBytes()
            || services > limits.allServices()
            || bytes > limits.allAttributeBytes());
  }

  @Nullable Registration oldest(InetAddress source) {
    Share share = bySource.get(source);
    return share == null ? null : share.registrations.iterator().next();
  }

  int sources() {
    return bySource.size();
  }

  int services() {
    return services;
  }

  long attributeBytes() {
    return bytes;
  }
}
