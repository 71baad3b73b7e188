// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.distributor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.loadstar.api.extension.ExtensionDTO;
import org.osgi.dto.DTO;

/** The distributor's addresses and targets. A snapshot; not thread-safe. */
public class DistributorRuntimeDTO extends DTO {
  /** The distributed addresses. */
  public List<VipDTO> vips = new ArrayList<>();

  /** The third-party extensions, with their faults. */
  public List<ExtensionDTO> extensions = new ArrayList<>();

  /** One distributed address: its configuration, its state and its distribution port table. */
  public static class VipDTO extends DTO {
    /** Its name. */
    public String name = "";

    /** The address. */
    public String address = "";

    /** The ports, for example {@code 21} or {@code 8000-8010}. */
    public List<String> ports = new ArrayList<>();

    /** The method of distribution. */
    public String method = "";

    /** The plane that carries it. */
    public String plane = "";

    /** What moves its bytes: {@code epoll} or {@code nio}; empty where the plane does not say. */
    public String transport = "";

    /** The helper of its connections, or empty. */
    public String helper = "";

    /** {@code ACTIVE}, {@code DEACTIVATED} or {@code FAULT}. */
    public String state = "";

    /** What is wrong; empty where all is well. */
    public String note = "";

    /** Seconds that a client goes to the same target after its last connection; 0 for none. */
    public int affinitySeconds;

    /** The epoch of its table. */
    public long epoch;

    /** Connections now. */
    public long active;

    /** Half-open connections now. */
    public long halfOpen;

    /** Clients bound to a target now. */
    public long affinities;

    /** Data connections that are to come. */
    public long expectations;

    /** Connections refused so far, by reason. */
    public Map<String, Long> refused = new TreeMap<>();

    /** Reports of the plane that got lost so far. */
    public long lostReports;

    /** Connections that found the table full so far: they go on, and are not told of here. */
    public long untracked;

    /** Its targets. */
    public List<DestinationDTO> destinations = new ArrayList<>();
  }

  /** One row of the distribution port table: a target of an address. */
  public static class DestinationDTO extends DTO {
    /** The target's name. */
    public String target = "";

    /** Its address. */
    public String address = "";

    /** Its port; 0 for the one that the client asked for. */
    public int port;

    /** Whether it is the distributing host itself. */
    public boolean local;

    /** Listeners that are ready: 1, or 0 where its check fails. */
    public int ready;

    /** {@code ACTIVE}, {@code STARTING}, {@code DRAINING}, {@code QUIESCED} or {@code DOWN}. */
    public String state = "";

    /** Why it is not active; empty where it is. */
    public String note = "";

    /** The weight that it was given. */
    public int weight;

    /** Its share of the slots now, in per cent. */
    public double share;

    /** Target server responsiveness, 0 to 100. */
    public int responsiveness;

    /** Connections that it has now. */
    public long active;

    /** Connections that it got so far. */
    public long total;

    /** Connections that it refused so far. */
    public long refused;

    /** Most connections; 0 for no limit. */
    public int maxConnections;
  }

  /** One connection. */
  public static class ConnectionDTO extends DTO {
    /** The distributed address by its name. */
    public String vip = "";

    /** The client's address and port. */
    public String client = "";

    /** The distributed address and port. */
    public String address = "";

    /** The target's name. */
    public String target = "";

    /** Whether it is served by the distributing host itself. */
    public boolean local;

    /** {@code HALF_OPEN}, {@code ESTABLISHED} or {@code CLOSING}. */
    public String state = "";

    /** Why it went there: {@code WEIGHT}, {@code AFFINITY}, and so on. */
    public String cause = "";
  }
}
