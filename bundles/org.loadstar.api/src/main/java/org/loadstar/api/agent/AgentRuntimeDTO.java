// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.agent;

import java.util.ArrayList;
import java.util.List;
import org.loadstar.api.extension.ExtensionDTO;
import org.osgi.dto.DTO;

/** What is advertised, and how. A snapshot; not thread-safe. */
public class AgentRuntimeDTO extends DTO {
  /** Whether requests can be answered: the SLP socket is bound. */
  public boolean listening;

  /** Why not, or what is worth telling; empty where all is well. */
  public String note = "";

  /** The UDP port that requests are received on; 0 where none is bound. */
  public int port;

  /** The scopes served. */
  public List<String> scopes = new ArrayList<>();

  /** Requests answered so far. */
  public long answered;

  /** Requests that were refused or not understood so far. */
  public long refused;

  /** The servers advertised. */
  public List<ServerDTO> servers = new ArrayList<>();

  /** The third-party servers and contributors, with their faults. */
  public List<ExtensionDTO> extensions = new ArrayList<>();

  /** One advertised server. */
  public static class ServerDTO extends DTO {
    /** Its name. */
    public String name = "";

    /** Its service URL. */
    public String url = "";

    /** The load that is told, 0 to 100. */
    public int load;

    /** The load before the bias. */
    public int rawLoad;

    /** The administrator's bias. */
    public int bias;

    /** Where the load comes from, in one line: {@code 12 of 20 sessions}, {@code configured}. */
    public String loadSource = "";

    /** The attribute list as it is sent. */
    public String attributes = "";

    /** The symbolic name of the bundle that offers it. */
    public String bundle = "";
  }
}
