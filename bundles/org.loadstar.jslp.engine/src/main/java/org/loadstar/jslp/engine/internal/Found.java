// SPDX-License-Identifier: EPL-2.0
package org.loadstar.jslp.engine.internal;

import ch.ethz.iks.slp.ServiceLocationEnumeration;
import java.util.Iterator;
import java.util.List;

/** What a search found. */
final class Found implements ServiceLocationEnumeration {
  private final Iterator<?> all;

  Found(List<?> all) {
    this.all = all.iterator();
  }

  @Override
  public boolean hasMoreElements() {
    return all.hasNext();
  }

  @Override
  public Object next() {
    return all.next();
  }

  @Override
  public Object nextElement() {
    return next();
  }
}
