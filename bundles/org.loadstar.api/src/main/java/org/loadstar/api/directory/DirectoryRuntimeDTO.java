// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.directory;

import java.util.ArrayList;
import java.util.List;
import org.osgi.dto.DTO;

/** What the directory agent holds and has done. A snapshot; not thread-safe. */
public class DirectoryRuntimeDTO extends DTO {
  /** Whether it is switched on. */
  public boolean enabled;

  /** Whether requests can be answered: the SLP socket is bound. */
  public boolean listening;

  /** Why not, or what is worth telling; empty where all is well. */
  public String note = "";

  /** The port that requests are received on; 0 where none is bound. */
  public int port;

  /** The scopes served. */
  public List<String> scopes = new ArrayList<>();

  /** When it began without any registration, seconds since 1970; 0 while switched off. */
  public long bootTimestamp;

  /** Requests so far. */
  public long requests;

  /** New registrations so far. */
  public long registered;

  /** Registrations again, and updates, so far. */
  public long updated;

  /** Deregistrations so far. */
  public long deregistered;

  /** Registrations whose lifetimes ended so far. */
  public long expired;

  /** Registrations that had to go for newer ones of their source so far. */
  public long evicted;

  /** Registrations, updates and deregistrations refused so far. */
  public long refused;

  /** Registrations now; a service counts once for each of its languages. */
  public int registrations;

  /** The bytes of their attribute lists. */
  public long attributeBytes;

  /** The hosts that they came from. */
  public int sources;

  /** Attributes that have an index, because predicates ask for them. */
  public List<String> indexed = new ArrayList<>();

  /** The registrations, the oldest first; the first 1,000. */
  public List<ServiceDTO> services = new ArrayList<>();

  /** One registration. */
  public static class ServiceDTO extends DTO {
    /** Its URL. */
    public String url = "";

    /** Its service type. */
    public String type = "";

    /** The scopes it is in. */
    public List<String> scopes = new ArrayList<>();

    /** The language of its attributes, in lower case. */
    public String language = "";

    /** Its attribute list as it was registered. */
    public String attributes = "";

    /** The address of who registered it. */
    public String source = "";

    /** Seconds until it is gone unless it is registered again. */
    public int lifetimeSeconds;

    /** Whether it has authentication blocks. */
    public boolean signed;
  }
}
