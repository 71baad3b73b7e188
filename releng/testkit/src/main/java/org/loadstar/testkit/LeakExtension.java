// SPDX-License-Identifier: EPL-2.0
package org.loadstar.testkit;

import java.time.Duration;
import java.util.Collection;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a Netty buffer unreleased, and shows where it was made. Registered
 * for every test by JUnit's auto-detection.
 */
public final class LeakExtension implements AfterAllCallback {
  /** Event loops may still be closing channels when the last test method returns. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    long end = System.nanoTime() + GRACE.toNanos();
    while (!LeakDetector.open().isEmpty() && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    Collection<? extends Throwable> open = LeakDetector.open();
    if (!open.isEmpty()) {
      AssertionError leak = new AssertionError("LEAK: " + open.size() + " buffers not released");
      open.stream().limit(5).forEach(leak::addSuppressed);
      throw leak;
    }
  }
}
