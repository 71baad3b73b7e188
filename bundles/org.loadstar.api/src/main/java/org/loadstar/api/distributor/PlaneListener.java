// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Where a plane tells what it did. Thread-safe; returns at once and throws nothing. */
@ProviderType
public interface PlaneListener {
  /** A batch, as late as the plane likes. */
  void report(PlaneReport report);

  /**
   * Everything that lives now, by request: what is not in it is over.
   *
   * @param vip the name of the distributed address
   * @param sequence of the last report whose events are in it
   * @param connections all of them
   */
  void full(String vip, long sequence, List<LiveConnection> connections);

  /**
   * The plane could not do what a table asks, or can again.
   *
   * @param vip the name of the distributed address
   * @param fault one line for people: what happened, to what, and what to do; empty where all is
   *     well again
   */
  void fault(String vip, String fault);
}
