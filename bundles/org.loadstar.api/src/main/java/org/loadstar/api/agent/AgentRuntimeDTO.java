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

  /**
   * Whether directory agents are heard when they announce themselves; if not, only those found or
   * configured are registered with.
   */
  public boolean hearing;

  /** The scopes served. */
  public List<String> scopes = new ArrayList<>();

  /** Requests answered so far. */
  public long answered;

  /** Requests that were refused or not understood so far. */
  public long refused;

  /** The security parameter indices of SLPv2 that signatures are made for. */
  public List<String> keys = new ArrayList<>();

  /** The servers advertised. */
  public List<ServerDTO> servers = new ArrayList<>();

  /** The services of other kinds that are advertised. */
  public List<ServiceDTO> services = new ArrayList<>();

  /** The directory agents known. */
  public List<DirectoryAgentDTO> directoryAgents = new ArrayList<>();

  /** The third-party servers, services and contributors, with their faults. */
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

  /** One advertised service that is no server. */
  public static class ServiceDTO extends DTO {
    /** Its URL. */
    public String url = "";

    /** Its service type. */
    public String type = "";

    /** The scopes it is told in. */
    public List<String> scopes = new ArrayList<>();

    /** How long whoever is told may keep it. */
    public int lifetimeSeconds;

    /** The attribute list as it is sent. */
    public String attributes = "";

    /** The symbolic name of the bundle that offers it. */
    public String bundle = "";
  }

  /** One directory agent, in one version of SLP. */
  public static class DirectoryAgentDTO extends DTO {
    /** Its IP address. */
    public String address = "";

    /** The version of SLP, 1 or 2. */
    public int version;

    /** The scopes it serves; empty where it has not told, or in version 1 has none. */
    public List<String> scopes = new ArrayList<>();

    /**
     * {@code registering} while it is to be told or asked, {@code registered} when it has
     * acknowledged all, {@code refused} when it refused something, {@code silent} when it does not
     * answer, {@code unused} when it serves no scope of ours or is told in the other version.
     */
    public String state = "";

    /** How it became known: {@code configured}, {@code active} or {@code passive}. */
    public String found = "";

    /** The registrations that it has acknowledged. */
    public int registered;

    /** A service that it refused, and why; empty where there is none. */
    public String refusal = "";
  }
}
