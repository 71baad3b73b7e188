// SPDX-License-Identifier: EPL-2.0
package org.loadstar.guard;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Where the object of an extension comes from. */
sealed interface Origin<S> {
  /** The object, or null where it is gone. Runs foreign code: on guard threads only. */
  @Nullable S object();

  /** Whether there is something to give back. */
  boolean held();

  /** Gives the object back. Runs foreign code: on guard threads only. */
  void release();

  /** The name it gives itself, or empty. */
  String name();

  /** A service property. */
  @Nullable Object property(String key);

  /** A service, fetched when it is called for the first time. */
  final class Service<S> implements Origin<S> {
    private final ServiceReference<S> reference;
    private final BundleContext context;
    private final String nameProperty;
    private volatile @Nullable S object;

    Service(ServiceReference<S> reference, BundleContext context, String nameProperty) {
      this.reference = reference;
      this.context = context;
      this.nameProperty = nameProperty;
    }

    /**
     * Not synchronized: a service that blocks while it is made must not block those who look at the
     * others. The calls of a bundle come one after the other; after an abandoned one the service is
     * asked for again.
     */
    @Override
    public @Nullable S object() {
      S fetched = object;
      if (fetched == null) {
        fetched = context.getService(reference);
        object = fetched;
      }
      return fetched;
    }

    @Override
    public boolean held() {
      return object != null;
    }

    @Override
    public void release() {
      object = null;
      context.ungetService(reference);
    }

    @Override
    public String name() {
      return property(nameProperty) instanceof String name ? name : "";
    }

    @Override
    public @Nullable Object property(String key) {
      return reference.getProperty(key);
    }

    ServiceReference<S> reference() {
      return reference;
    }
  }

  /** An object that is no service. */
  record Plain<S>(S object) implements Origin<S> {
    @Override
    public boolean held() {
      return false;
    }

    @Override
    public void release() {}

    @Override
    public String name() {
      return "";
    }

    @Override
    public @Nullable Object property(String key) {
      return null;
    }
  }
}
