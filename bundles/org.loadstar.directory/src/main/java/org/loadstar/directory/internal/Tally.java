// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import org.loadstar.slp.SlpError;

/** What a directory agent has done so far. For one thread. */
final class Tally {
  long requests;
  long registered;
  long updated;
  long deregistered;
  long expired;
  long evicted;
  long refused;

  void registration(SlpError error, boolean anew) {
    if (!error.ok()) {
      refused++;
    } else if (anew) {
      registered++;
    } else {
      updated++;
    }
  }

  void deregistration(SlpError error) {
    if (error.ok()) {
      deregistered++;
    } else {
      refused++;
    }
  }
}
