// SPDX-License-Identifier: EPL-2.0
package org.loadstar.jslp.engine.internal;

import ch.ethz.iks.slp.ServiceLocationException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpException;

/** What is wrong with the arguments of a call, in the API's own exception. */
final class Faults {
  private Faults() {}

  static ServiceLocationException of(SlpException fault) {
    short code =
        fault.reason() == SlpException.Reason.BAD_SCOPE
            ? ServiceLocationException.SCOPE_NOT_SUPPORTED
            : (short) fault.error().code();
    return new ServiceLocationException(code, fault.getMessage());
  }

  /** The Strings of a raw collection; empty for null. */
  static List<String> strings(@Nullable List<?> raw) {
    List<String> all = new ArrayList<>();
    if (raw != null) {
      raw.forEach(each -> all.add(String.valueOf(each)));
    }
    return all;
  }

  /** The scopes of a call; empty for those configured. */
  static List<String> scopes(@Nullable List<?> raw) throws ServiceLocationException {
    try {
      return Scopes.parse(String.join(",", strings(raw))).names();
    } catch (SlpException wrong) {
      throw of(wrong);
    }
  }
}
