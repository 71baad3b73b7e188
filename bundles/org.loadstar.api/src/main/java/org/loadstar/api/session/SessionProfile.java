// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How to find, choose and talk to a server: what RFC 3049 section 5.1 says a client must let its
 * user configure, and what TN3270E needs. Immutable.
 *
 * @param name of the profile
 * @param slp whether to find the server by SLP; if not, {@code hosts} are tried in order and not
 *     one SLP packet is sent
 * @param scope one SLP scope, empty for "default"
 * @param daDiscoveryTimeout zero for no directory agent discovery, null for discovery's own value
 * @param saMulticastTimeout null for discovery's own value
 * @param hosts the servers used when {@code slp} is off
 * @param luPool the pool to find and to ask for, or empty
 * @param luNames the logical units to ask for, tried in turn; at most one of this and {@code
 *     luPool} is set
 * @param deviceType TN3270E device type, for example {@code IBM-3278-2-E}; {@code IBM-DYNAMIC} has
 *     its size behind it, {@code IBM-DYNAMIC-62x160}
 * @param functions TN3270E functions to ask for: {@code BIND-IMAGE}, {@code RESPONSES}, {@code
 *     SYSREQ}, {@code CONTENTION-RESOLUTION}
 * @param user the user's name, told to a host that asks for it (NEW-ENVIRON); empty to tell none
 * @param deviceName the device wanted, told to a host that asks for it (NEW-ENVIRON); empty to tell
 *     none; each "=" at its end stands for a digit of a number that rises while the host asks again
 * @param codePage EBCDIC code page, for example {@code 037}
 * @param tls whether the connection is encrypted
 * @param startTls with {@link TlsMode#REQUIRE} whether TLS begins inside telnet (STARTTLS) instead
 *     of with the first byte; {@link TlsMode#PREFER} always begins it inside telnet
 * @param tlsProfile what is trusted: the NAME of a configuration {@code org.loadstar.tls~NAME};
 *     empty for the one called {@code default}
 * @param allowedHosts hosts that discovery may lead to; empty for any
 * @param reconnect whether to move to the next server when the connection is lost
 * @param keepAlive how long a host may be silent before it is said something to; zero for ever
 * @param keepAliveProbe what is said to it
 */
public record SessionProfile(
    String name,
    boolean slp,
    String scope,
    @Nullable Duration daDiscoveryTimeout,
    @Nullable Duration saMulticastTimeout,
    List<HostPort> hosts,
    String luPool,
    List<String> luNames,
    String deviceType,
    Set<String> functions,
    String user,
    String deviceName,
    String codePage,
    TlsMode tls,
    boolean startTls,
    String tlsProfile,
    List<String> allowedHosts,
    boolean reconnect,
    Duration keepAlive,
    KeepAliveProbe keepAliveProbe) {

  /** The device type asked for where none is configured. */
  public static final String DEFAULT_DEVICE_TYPE = "IBM-3278-2-E";

  /** The functions asked for where none are configured. */
  public static final Set<String> DEFAULT_FUNCTIONS =
      Set.of("BIND-IMAGE", "RESPONSES", "SYSREQ", "CONTENTION-RESOLUTION");

  public SessionProfile {
    hosts = List.copyOf(hosts);
    luNames = List.copyOf(luNames);
    functions = Set.copyOf(functions);
    allowedHosts = List.copyOf(allowedHosts);
    if (!luPool.isEmpty() && !luNames.isEmpty()) {
      throw new IllegalArgumentException(
          "profile " + name + ": luPool and luNames exclude each other");
    }
  }

  /** Finds any server of the default scope by SLP. */
  public static SessionProfile discovering(String name) {
    return new Changes(name).profile();
  }

  /** Connects to one server, without SLP. */
  public static SessionProfile to(HostPort host) {
    return discovering(host.toString())
        .with(change -> change.slp(false).hosts(host).reconnect(false));
  }

  /** The same with changes: {@code profile.with(change -> change.luPool("P1").codePage("273"))}. */
  public SessionProfile with(Consumer<Changes> edit) {
    Changes changes = new Changes(this);
    edit.accept(changes);
    return changes.profile();
  }

  /** The values of a profile while they are changed. Not thread-safe. */
  public static final class Changes {
    private final String name;
    private boolean slp = true;
    private String scope = "";
    private @Nullable Duration daDiscoveryTimeout;
    private @Nullable Duration saMulticastTimeout;
    private List<HostPort> hosts = List.of();
    private String luPool = "";
    private List<String> luNames = List.of();
    private String deviceType = DEFAULT_DEVICE_TYPE;
    private Set<String> functions = DEFAULT_FUNCTIONS;
    private String user = "";
    private String deviceName = "";
    private String codePage = "037";
    private TlsMode tls = TlsMode.OFF;
    private boolean startTls = false;
    private String tlsProfile = "";
    private List<String> allowedHosts = List.of();
    private boolean reconnect = true;
    private Duration keepAlive = Duration.ZERO;
    private KeepAliveProbe keepAliveProbe = KeepAliveProbe.TIMING_MARK;

    private Changes(String name) {
      this.name = name;
    }

    private Changes(SessionProfile from) {
      name = from.name;
      slp = from.slp;
      scope = from.scope;
      daDiscoveryTimeout = from.daDiscoveryTimeout;
      saMulticastTimeout = from.saMulticastTimeout;
      hosts = from.hosts;
      luPool = from.luPool;
      luNames = from.luNames;
      deviceType = from.deviceType;
      functions = from.functions;
      user = from.user;
      deviceName = from.deviceName;
      codePage = from.codePage;
      tls = from.tls;
      startTls = from.startTls;
      tlsProfile = from.tlsProfile;
      allowedHosts = from.allowedHosts;
      reconnect = from.reconnect;
      keepAlive = from.keepAlive;
      keepAliveProbe = from.keepAliveProbe;
    }

    private SessionProfile profile() {
      return new SessionProfile(
          name,
          slp,
          scope,
          daDiscoveryTimeout,
          saMulticastTimeout,
          hosts,
          luPool,
          luNames,
          deviceType,
          functions,
          user,
          deviceName,
          codePage,
          tls,
          startTls,
          tlsProfile,
          allowedHosts,
          reconnect,
          keepAlive,
          keepAliveProbe);
    }

    /** See {@link SessionProfile#slp()}. */
    public Changes slp(boolean value) {
      slp = value;
      return this;
    }

    /** See {@link SessionProfile#scope()}. */
    public Changes scope(String value) {
      scope = value;
      return this;
    }

    /** See {@link SessionProfile#daDiscoveryTimeout()}. */
    public Changes daDiscoveryTimeout(@Nullable Duration value) {
      daDiscoveryTimeout = value;
      return this;
    }

    /** See {@link SessionProfile#saMulticastTimeout()}. */
    public Changes saMulticastTimeout(@Nullable Duration value) {
      saMulticastTimeout = value;
      return this;
    }

    /** See {@link SessionProfile#hosts()}. */
    public Changes hosts(List<HostPort> value) {
      hosts = value;
      return this;
    }

    /** See {@link SessionProfile#hosts()}. */
    public Changes hosts(HostPort... value) {
      return hosts(List.of(value));
    }

    /** See {@link SessionProfile#luPool()}. */
    public Changes luPool(String value) {
      luPool = value;
      return this;
    }

    /** See {@link SessionProfile#luNames()}. */
    public Changes luNames(List<String> value) {
      luNames = value;
      return this;
    }

    /** See {@link SessionProfile#deviceType()}. */
    public Changes deviceType(String value) {
      deviceType = value;
      return this;
    }

    /** See {@link SessionProfile#functions()}. */
    public Changes functions(Set<String> value) {
      functions = value;
      return this;
    }

    /** See {@link SessionProfile#user()}. */
    public Changes user(String value) {
      user = value;
      return this;
    }

    /** See {@link SessionProfile#deviceName()}. */
    public Changes deviceName(String value) {
      deviceName = value;
      return this;
    }

    /** See {@link SessionProfile#codePage()}. */
    public Changes codePage(String value) {
      codePage = value;
      return this;
    }

    /** See {@link SessionProfile#tls()}. */
    public Changes tls(TlsMode value) {
      tls = value;
      return this;
    }

    /** See {@link SessionProfile#startTls()}. */
    public Changes startTls(boolean value) {
      startTls = value;
      return this;
    }

    /** See {@link SessionProfile#tlsProfile()}. */
    public Changes tlsProfile(String value) {
      tlsProfile = value;
      return this;
    }

    /** See {@link SessionProfile#allowedHosts()}. */
    public Changes allowedHosts(List<String> value) {
      allowedHosts = value;
      return this;
    }

    /** See {@link SessionProfile#reconnect()}. */
    public Changes reconnect(boolean value) {
      reconnect = value;
      return this;
    }

    /** See {@link SessionProfile#keepAlive()}. */
    public Changes keepAlive(Duration value) {
      keepAlive = value;
      return this;
    }

    /** See {@link SessionProfile#keepAliveProbe()}. */
    public Changes keepAliveProbe(KeepAliveProbe value) {
      keepAliveProbe = value;
      return this;
    }
  }
}
