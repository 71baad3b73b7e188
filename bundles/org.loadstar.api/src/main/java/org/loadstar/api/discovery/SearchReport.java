// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.discovery;

import java.time.Duration;
import java.util.List;

/**
 * What was tried in one search: what a user needs to know when nothing was found.
 *
 * @param scopes the scopes asked for
 * @param versions the SLP versions used, for example 2 and 1
 * @param interfaces the network interfaces that requests were sent from
 * @param daDiscoveryTimeout the time-out for directory agents that held
 * @param saMulticastTimeout the time-out for service agents that held
 * @param took how long the search took
 * @param notes one line per thing worth telling: a source that failed, an interface that refused
 */
public record SearchReport(
    List<String> scopes,
    List<Integer> versions,
    List<String> interfaces,
    Duration daDiscoveryTimeout,
    Duration saMulticastTimeout,
    Duration took,
    List<String> notes) {

  public SearchReport {
    scopes = List.copyOf(scopes);
    versions = List.copyOf(versions);
    interfaces = List.copyOf(interfaces);
    notes = List.copyOf(notes);
  }
}
