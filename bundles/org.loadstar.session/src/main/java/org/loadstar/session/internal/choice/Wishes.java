// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.choice;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.loadstar.api.discovery.SearchReport;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.ranking.Requirements;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.TlsMode;
import org.loadstar.session.internal.profile.DeviceModel;

/** A profile in the words of discovery and ranking, and what to tell when nothing was found. */
final class Wishes {
  private Wishes() {}

  /**
   * The device type is part of the search only together with a pool (RFC 3049 section 5.3.2);
   * without one the ranker looks at it, so that a server which does not fit is named.
   */
  static ServerQuery query(SessionProfile profile) {
    return new ServerQuery(
        profile.scope(),
        profile.luPool(),
        profile.luPool().isEmpty() ? "" : DeviceModel.templateType(profile.deviceType()),
        profile.daDiscoveryTimeout(),
        profile.saMulticastTimeout());
  }

  /**
   * The standard set of functions is asked for and may be narrowed by any server; functions that
   * were chosen by hand must be advertised.
   */
  static Requirements requirements(SessionProfile profile) {
    Set<String> functions =
        profile.functions().equals(SessionProfile.DEFAULT_FUNCTIONS)
            ? Set.of()
            : profile.functions().stream()
                .map(f -> f.equals("BIND-IMAGE") ? "BIND" : f)
                .collect(Collectors.toUnmodifiableSet());
    return new Requirements(
        profile.tls() == TlsMode.REQUIRE,
        profile.luPool(),
        DeviceModel.templateType(profile.deviceType()),
        functions,
        profile.allowedHosts());
  }

  static String sought(SessionProfile profile) {
    ServerQuery query = query(profile);
    StringBuilder text = new StringBuilder("TN3270E servers ");
    if (query.scope().equals(ServerQuery.UNSCOPED)) {
      text.append("of any scope by SLPv1");
    } else {
      text.append("in scope ").append(query.scope().isEmpty() ? "default" : query.scope());
    }
    if (!query.pool().isEmpty()) {
      text.append(" with LU pool ").append(query.pool());
      text.append(query.deviceType().isEmpty() ? "" : " for " + query.deviceType());
    }
    return text.toString();
  }

  static String notFound(SessionProfile profile, SearchReport report) {
    StringBuilder text = new StringBuilder("no ").append(sought(profile)).append(" found: ");
    text.append("asked scopes ").append(report.scopes());
    text.append(", SLP versions ").append(report.versions());
    text.append(", interfaces ").append(report.interfaces());
    text.append("; time-outs: directory agents ").append(report.daDiscoveryTimeout().toMillis());
    text.append(" ms, service agents ").append(report.saMulticastTimeout().toMillis());
    text.append(" ms; took ").append(report.took().toMillis()).append(" ms");
    List<String> notes = report.notes();
    return notes.isEmpty() ? text.toString() : text + "; " + String.join("; ", notes);
  }
}
