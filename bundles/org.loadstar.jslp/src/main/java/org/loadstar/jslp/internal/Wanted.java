// SPDX-License-Identifier: EPL-2.0
package org.loadstar.jslp.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.slp.Tn3270Template;

/** What of a query concerns jSLP: its time-outs are its own. */
record Wanted(String scope, String pool, String deviceType) {
  static Wanted of(ServerQuery query) {
    return new Wanted(query.scope(), query.pool(), query.deviceType());
  }

  /** The scopes to ask in; null for those that jSLP is configured for. */
  @Nullable List<String> scopes() {
    return scope.isEmpty() ? null : List.of(scope);
  }

  /** The predicate; null for any server. */
  @Nullable String filter() {
    String filter = Tn3270Template.luPoolFilter(given(pool), given(deviceType));
    return given(filter);
  }

  private static @Nullable String given(String text) {
    return text.isEmpty() ? null : text;
  }
}
