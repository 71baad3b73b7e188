// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.loadstar.slp.KeyRing;

/** The keys that an agent has at the moment. Thread-safe. */
public final class SlpKeys {
  // Guarded by this.
  private final Set<SlpKey> keys = new LinkedHashSet<>();

  private volatile KeyRing ring = KeyRing.EMPTY;

  /** The key is there, or is another than before. */
  public synchronized void add(SlpKey key) {
    keys.add(key);
    gather();
  }

  /** The key is there no longer. */
  public synchronized void remove(SlpKey key) {
    keys.remove(key);
    gather();
  }

  private void gather() {
    ring = KeyRing.of(keys.stream().map(SlpKey::key).flatMap(Optional::stream).toList());
  }

  /** All of them. */
  public KeyRing ring() {
    return ring;
  }
}
