// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.loadstar.api.extension.ExtensionDTO;
import org.osgi.dto.DTO;

/** The embedded server's listeners and sessions. A snapshot; not thread-safe. */
public class ServerRuntimeDTO extends DTO {
  /** The listeners. */
  public List<ListenerDTO> listeners = new ArrayList<>();

  /** The third-party applications, with their faults. */
  public List<ExtensionDTO> applications = new ArrayList<>();

  /** One listener. */
  public static class ListenerDTO extends DTO {
    /** Its name. */
    public String name = "";

    /** The address it is bound to. */
    public String address = "";

    /** Its port; 0 where it is not bound. */
    public int port;

    /** Whether it accepts connections. */
    public boolean listening;

    /** Whether terminals are encrypted: {@code off}, {@code prefer} or {@code require}. */
    public String tls = "off";

    /** Why not; empty where it does. */
    public String note = "";

    /** How many sessions there can be. */
    public int maxSessions;

    /** Connections accepted so far. */
    public long accepted;

    /** Sessions refused so far, by reason, for example {@code DEVICE-IN-USE}. */
    public Map<String, Long> refused = new TreeMap<>();

    /** Connections ended because of bad input so far. */
    public long faults;

    /** The LU pools. */
    public List<PoolDTO> pools = new ArrayList<>();

    /** The sessions held now. */
    public List<TerminalDTO> sessions = new ArrayList<>();
  }

  /** One LU pool. */
  public static class PoolDTO extends DTO {
    /** Its name. */
    public String name = "";

    /** The device type it serves, empty for any. */
    public String deviceType = "";

    /** Logical units in it. */
    public int size;

    /** Logical units in use. */
    public int inUse;
  }

  /** One terminal. */
  public static class TerminalDTO extends DTO {
    /** Its logical unit. */
    public String lu = "";

    /** Its pool. */
    public String pool = "";

    /** The client's address. */
    public String peer = "";

    /** The device type agreed on. */
    public String deviceType = "";

    /** {@code TN3270E} or {@code TN3270}. */
    public String protocol = "";

    /** The application it talks to. */
    public String application = "";

    /** The TLS protocol, for example {@code TLSv1.3}; empty in clear. */
    public String tlsProtocol = "";

    /** The cipher suite by its name of IANA; empty in clear. */
    public String tlsCipherSuite = "";

    /** The subject of the client's verified certificate; empty where it has shown none. */
    public String tlsPeer = "";

    /** Screens sent to it. */
    public long screens;
  }
}
