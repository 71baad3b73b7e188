// SPDX-License-Identifier: EPL-2.0
package org.loadstar.testkit;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Netty's leak detector in every test: knows each open buffer at once, without waiting for the
 * garbage collector, and where it was made. The parent POM names this class in the system property
 * {@code io.netty.customResourceLeakDetector}. Thread-safe.
 */
public final class LeakDetector<T> extends ResourceLeakDetector<T> {
  private static final Set<Tracker<?>> OPEN = ConcurrentHashMap.newKeySet();

  /** Called by Netty. */
  public LeakDetector(Class<?> type, int samplingInterval) {
    super(type, samplingInterval);
  }

  /** Called by Netty. */
  public LeakDetector(Class<?> type, int samplingInterval, long maxActive) {
    super(type, samplingInterval);
  }

  /** The stack traces of the places that made buffers which are still open. */
  public static Collection<? extends Throwable> open() {
    return OPEN.stream().filter(tracker -> !tracker.isStatic()).map(t -> t.made).toList();
  }

  @Override
  public @Nullable ResourceLeakTracker<T> track(T object) {
    return trackForcibly(object);
  }

  @Override
  public ResourceLeakTracker<T> trackForcibly(T object) {
    Tracker<T> tracker = new Tracker<>(object);
    OPEN.add(tracker);
    return tracker;
  }

  private static final class Tracker<T> implements ResourceLeakTracker<T> {
    final Throwable made;

    Tracker(T object) {
      this.made = new Throwable("an open " + object.getClass().getSimpleName() + " was made here");
    }

    /** Buffers of static initialisers live as long as their class. */
    boolean isStatic() {
      for (StackTraceElement frame : made.getStackTrace()) {
        if (frame.getMethodName().equals("<clinit>")) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void record() {}

    @Override
    public void record(Object hint) {}

    @Override
    public boolean close(T object) {
      return OPEN.remove(this);
    }
  }
}
