// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import org.loadstar.slp.ServiceType;
import org.loadstar.slp.Tn3270Template;

/** What is looked for by multicast. RFC 3049 names the servers' type in two ways. */
enum Topic {
  TN3270,
  TN3270E,
  DIRECTORY_AGENTS;

  ServiceType type() {
    return switch (this) {
      case TN3270 -> Tn3270Template.TN3270;
      case TN3270E -> Tn3270Template.TN3270E;
      case DIRECTORY_AGENTS -> ServiceType.DIRECTORY_AGENT;
    };
  }

  boolean servers() {
    return this != DIRECTORY_AGENTS;
  }
}
