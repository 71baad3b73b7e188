// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.discovery;

import java.util.ArrayList;
import java.util.List;
import org.loadstar.api.extension.ExtensionDTO;
import org.osgi.dto.DTO;

/** What discovery does and has done. A snapshot; not thread-safe. */
public class DiscoveryRuntimeDTO extends DTO {
  /** Searches started so far. */
  public long searches;

  /** SLP datagrams sent so far on behalf of searches. */
  public long packetsSent;

  /** SLP datagrams received so far that answered a search. */
  public long packetsReceived;

  /** Datagrams that were no answer to anything asked, or could not be read. */
  public long packetsRefused;

  /** How many lists are kept up to date. */
  public int watches;

  /**
   * How directory agents are found: {@code passive} by hearing their advertisements, {@code active}
   * by asking for them, {@code off} where the configuration says so.
   */
  public String directoryDiscovery = "";

  /** What is done with advertisements without signature: {@code off}, prefer or require. */
  public String authentication = "off";

  /** The security parameter indices whose signatures can be verified. */
  public List<String> keys = new ArrayList<>();

  /** The directory agents that are known. */
  public List<DirectoryAgentDTO> directoryAgents = new ArrayList<>();

  /** The third-party sources, with their faults. */
  public List<ExtensionDTO> sources = new ArrayList<>();
}
