// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.extension;

import org.jspecify.annotations.Nullable;
import org.osgi.dto.DTO;

/** One third-party extension as the guard sees it. A snapshot; not thread-safe. */
public class ExtensionDTO extends DTO {
  /** What kind of extension, for example {@code ServerSource}. */
  public String kind = "";

  /** The name it gave itself by its service property, else its bundle's symbolic name. */
  public String name = "";

  /** The symbolic name of the bundle that registered it. */
  public String bundle = "";

  /** Faults so far: it threw, returned nonsense, or took too long. */
  public int faults;

  /** Whether it is no longer called, after three faults, until it is registered again. */
  public boolean quarantined;

  /** What its last fault was, in one line. */
  public @Nullable String lastFault;
}
