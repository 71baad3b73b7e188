// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import java.util.ArrayList;
import java.util.List;
import org.loadstar.api.extension.ExtensionDTO;
import org.osgi.dto.DTO;

/** The sessions and what concerns them all. A snapshot; not thread-safe. */
public class SessionRuntimeDTO extends DTO {
  /** The open sessions. */
  public List<SessionDTO> sessions = new ArrayList<>();

  /** The names of the configured profiles. */
  public List<String> profiles = new ArrayList<>();

  /** The third-party listeners, with their faults. */
  public List<ExtensionDTO> listeners = new ArrayList<>();

  /** The third-party code pages, with their faults. */
  public List<ExtensionDTO> codePages = new ArrayList<>();

  /** One session. */
  public static class SessionDTO extends DTO {
    /** Its id. */
    public String id = "";

    /** The name of its profile. */
    public String profile = "";

    /** A {@link SessionState}. */
    public String state = "";

    /** {@code host:port} it is on; empty where none. */
    public String server = "";

    /** The service URL it was found by; empty where SLP is off. */
    public String url = "";

    /** The logical unit assigned to it; empty where unknown. */
    public String lu = "";

    /** The host application that has bound it (the PLU of a BIND); empty where unknown. */
    public String application = "";

    /** {@code TN3270E}, {@code TN3270} or {@code NVT}; empty before that is known. */
    public String protocol = "";

    /** The device type agreed on. */
    public String deviceType = "";

    /** The TN3270E functions agreed on. */
    public List<String> functions = new ArrayList<>();

    /** Whether the connection is encrypted. */
    public boolean tls;

    /** The TLS protocol, for example {@code TLSv1.3}; empty in clear. */
    public String tlsProtocol = "";

    /** The cipher suite by its name of IANA; empty in clear. */
    public String tlsCipherSuite = "";

    /** The subject of the server's verified certificate; empty in clear. */
    public String tlsPeer = "";

    /** Why the connection is in clear although TLS is preferred; empty where that is not so. */
    public String tlsNote = "";

    /** Why the keyboard is locked; empty where it is not. */
    public String lock = "";

    /** How often it has moved to another server. */
    public int moves;
  }
}
