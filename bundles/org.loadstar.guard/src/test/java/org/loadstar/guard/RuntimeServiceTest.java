// SPDX-License-Identifier: EPL-2.0
package org.loadstar.guard;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class RuntimeServiceTest {
  private final List<Object> told = new CopyOnWriteArrayList<>();
  private final AtomicInteger unregistered = new AtomicInteger();
  private volatile boolean gone;

  private Object tell(Object properties) {
    if (gone) {
      throw new IllegalStateException("unregistered");
    }
    return told.add(((Dictionary<?, ?>) properties).get("service.changecount"));
  }

  private final ServiceRegistration<?> registration =
      Services.fake(
          ServiceRegistration.class,
          Map.of(
              "setProperties",
              args -> {
                tell(args[0]);
                return null;
              },
              "unregister",
              args -> {
                unregistered.incrementAndGet();
                return null;
              }));

  private final BundleContext context =
      Services.fake(
          BundleContext.class,
          Map.of(
              "registerService",
              args -> {
                tell(args[2]);
                return registration;
              }));

  @Test
  void tellsManyChangesAsOne() {
    try (RuntimeService<Runnable> service =
        new RuntimeService<>(context, Runnable.class, () -> {})) {
      for (int i = 0; i < 1000; i++) {
        service.changed();
      }
      await().until(() -> told.contains(1000L));
      service.changed();
      await().until(() -> told.contains(1001L));
      assertEquals(List.of(0L, 1000L, 1001L), told);
    }
    assertEquals(1, unregistered.get());
  }

  @Test
  void isQuietWhenTheRegistryHasForgottenIt() {
    RuntimeService<Runnable> service = new RuntimeService<>(context, Runnable.class, () -> {});
    gone = true;
    service.changed();
    await().until(() -> unregistered.get() == 1);
    service.close();
    service.changed();
    assertEquals(1, unregistered.get());
  }
}
