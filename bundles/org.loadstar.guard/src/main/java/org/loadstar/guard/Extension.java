// SPDX-License-Identifier: EPL-2.0
package org.loadstar.guard;

import org.jspecify.annotations.Nullable;
import org.loadstar.api.extension.ExtensionDTO;
import org.loadstar.guard.ExtensionException.Reason;
import org.osgi.framework.Bundle;

/**
 * One registration of a third-party extension, with its faults. A service that is registered again
 * is another extension. Thread-safe.
 *
 * @param <S> its type
 */
public final class Extension<S> {
  /** After so many faults it is not called any more. */
  static final int MAX_FAULTS = 3;

  private final String kind;
  private final String bundle;
  private final Origin<S> origin;
  private final Lane lane;
  private int faults;
  private @Nullable String lastFault;

  Extension(String kind, String bundle, Origin<S> origin, Lane lane) {
    this.kind = kind;
    this.bundle = bundle;
    this.origin = origin;
    this.lane = lane;
  }

  /** How a bundle is named in logs and tables. */
  static String nameOf(@Nullable Bundle bundle) {
    if (bundle == null) {
      return "unknown";
    }
    String name = bundle.getSymbolicName();
    return name != null ? name : "bundle " + bundle.getBundleId();
  }

  /** The name it gave itself by its service property, else its bundle's symbolic name. */
  public String name() {
    String name = Faults.line(origin.name());
    return name.isEmpty() ? bundle : name;
  }

  /** The symbolic name of the bundle that registered it. */
  public String bundle() {
    return bundle;
  }

  /** A service property as it is now; null where it is absent or this is no service. */
  public @Nullable Object property(String key) {
    return origin.property(key);
  }

  /** Whether it is no longer called. */
  public synchronized boolean quarantined() {
    return faults >= MAX_FAULTS;
  }

  /** Faults so far. */
  public synchronized int faults() {
    return faults;
  }

  /** What its last fault was, in one line; empty where there was none. */
  public synchronized String lastFault() {
    return lastFault == null ? "" : lastFault;
  }

  /** Counts a fault and tells how many there are now. */
  synchronized int fault(String what) {
    lastFault = what;
    return ++faults;
  }

  /** Refuses to go on where it is quarantined. */
  void requireTrusted() throws ExtensionException {
    if (quarantined()) {
      throw new ExtensionException(
          this,
          Reason.QUARANTINED,
          "quarantined after "
              + MAX_FAULTS
              + " faults until it is registered again; the last: "
              + lastFault());
    }
  }

  /** The object to call; on guard threads only. */
  S object() throws ExtensionException {
    requireTrusted();
    S object = origin.object();
    if (object == null) {
      throw new ExtensionException(this, Reason.GONE, "its service is gone or cannot be made");
    }
    return object;
  }

  Origin<S> origin() {
    return origin;
  }

  Lane lane() {
    return lane;
  }

  synchronized ExtensionDTO toDTO() {
    ExtensionDTO dto = new ExtensionDTO();
    dto.kind = kind;
    dto.name = name();
    dto.bundle = bundle;
    dto.faults = faults;
    dto.quarantined = faults >= MAX_FAULTS;
    dto.lastFault = lastFault;
    return dto;
  }

  @Override
  public String toString() {
    return kind + " '" + name() + "' of bundle " + bundle;
  }
}
