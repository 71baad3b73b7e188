// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * Lets Gogo's commands on bundles take an id or a symbolic name, as in {@code stop org.example}.
 */
final class BundleConverter implements Converter {
  private final BundleContext context;

  BundleConverter(BundleContext context) {
    this.context = context;
  }

  @Override
  public @Nullable Object convert(Class<?> wanted, Object in) {
    if (wanted != Bundle.class) {
      return null;
    }
    String text = in.toString();
    for (Bundle bundle : context.getBundles()) {
      if (text.equals(bundle.getSymbolicName())
          || text.equals(String.valueOf(bundle.getBundleId()))) {
        return bundle;
      }
    }
    return null;
  }

  @Override
  public @Nullable CharSequence format(Object target, int level, Converter escape) {
    return null;
  }
}
