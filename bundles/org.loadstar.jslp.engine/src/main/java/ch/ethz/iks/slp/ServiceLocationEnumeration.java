// SPDX-License-Identifier: EPL-2.0
package ch.ethz.iks.slp;

import java.util.Enumeration;

/** What a search found. For one thread. */
@SuppressWarnings({"rawtypes", "JdkObsolete"}) // as in the original
public interface ServiceLocationEnumeration extends Enumeration {
  /**
   * The next one.
   *
   * @throws java.util.NoSuchElementException where there is none
   */
  Object next() throws ServiceLocationException;
}
