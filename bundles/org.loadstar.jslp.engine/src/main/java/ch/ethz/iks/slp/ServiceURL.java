// SPDX-License-Identifier: EPL-2.0
package ch.ethz.iks.slp;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.ServiceUrl;
import org.loadstar.slp.SlpException;

/**
 * The URL of a service, with its lifetime (RFC 2614 section 5.3.4): {@code
 * service:tn3270://host:23/path}. jSLP's own form with a protocol of the URL inside, {@code
 * service:x://http://host:80/path}, is read too. Immutable. Equal when type, protocol, user, host,
 * port and path are, whatever the case of all but user and path, and whatever the lifetime.
 */
public final class ServiceURL implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String SITE = "://";

  /** There is no port in the URL. */
  public static final int NO_PORT = 0;

  /** No lifetime: to look up or to deregister only. */
  public static final int LIFETIME_NONE = 0;

  /** Three hours, in seconds. */
  public static final int LIFETIME_DEFAULT = 10800;

  /** The longest lifetime, in seconds. */
  public static final int LIFETIME_MAXIMUM = 65535;

  /** Until it is deregistered. */
  public static final int LIFETIME_PERMANENT = -1;

  private final String text;
  private final int lifetime;
  private final ServiceType type;
  private final @Nullable String protocol;
  private final String user;
  private final String host;
  private final int port;
  private final String path;

  /**
   * Reads a URL.
   *
   * @param lifetime in seconds, or {@link #LIFETIME_PERMANENT}
   * @throws ServiceLocationException PARSE_ERROR
   */
  public ServiceURL(String url, int lifetime) throws ServiceLocationException {
    int site = url.indexOf(SITE);
    if (site < 0 || lifetime < LIFETIME_PERMANENT || lifetime > LIFETIME_MAXIMUM) {
      throw fault(url + " with lifetime " + lifetime);
    }
    String rest = url.substring(site + SITE.length());
    int inner = rest.indexOf(SITE);
    boolean hasProtocol = inner > 0 && rest.indexOf('/') > inner;
    String address = hasProtocol ? rest.substring(inner + SITE.length()) : rest;
    ServiceUrl parsed;
    try {
      this.type = new ServiceType(url.substring(0, site));
      parsed = ServiceUrl.parse(type + SITE + address);
    } catch (IllegalArgumentException | SlpException wrong) {
      throw fault(url + ": " + wrong.getMessage());
    }
    this.text = url;
    this.lifetime = lifetime;
    this.protocol = hasProtocol ? rest.substring(0, inner) : null;
    this.host = parsed.isIpv6() ? "[" + parsed.host() + "]" : parsed.host();
    this.port = parsed.port().orElse(NO_PORT);
    this.path = parsed.rest();
    String authority = address.substring(0, address.length() - path.length());
    this.user = authority.substring(0, Math.max(0, authority.lastIndexOf('@')));
  }

  private static ServiceLocationException fault(String what) {
    return new ServiceLocationException(
        ServiceLocationException.PARSE_ERROR, "no service URL: " + what);
  }

  /** Its type. */
  public ServiceType getServiceType() {
    return type;
  }

  /** Always empty, which is IP. */
  public String getTransport() {
    return "";
  }

  /** The protocol of jSLP's own form, or null. */
  public @Nullable String getProtocol() {
    return protocol;
  }

  /** Name or address, an IPv6 address in brackets as it stands in URLs. */
  public String getHost() {
    return host;
  }

  /** What stands before {@code @}; empty where nothing does. */
  public String getUserInfo() {
    return user;
  }

  /** The port, or {@link #NO_PORT}. */
  public int getPort() {
    return port;
  }

  /** Path and what follows it, with its first character; empty where there is none. */
  public String getURLPath() {
    return path;
  }

  /** In seconds, or {@link #LIFETIME_PERMANENT}. */
  public int getLifetime() {
    return lifetime;
  }

  /** Whether the other one is of a type that this one's matches, and is the same otherwise. */
  public boolean matches(@Nullable Object other) {
    return other instanceof ServiceURL that
        && type.matches(that.type)
        && address().equals(that.address());
  }

  private String address() {
    return (protocol + SITE + host + ":" + port).toLowerCase(Locale.ROOT) + "\n" + user + path;
  }

  /** The length of its URL entry (RFC 2608 section 4.3), in bytes. */
  public int getLength() {
    return 6 + text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Writes its URL entry, without authentication blocks. */
  public void writeTo(DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0xFFFF) {
      throw new IOException("a URL of " + bytes.length + " bytes");
    }
    out.writeByte(0);
    out.writeShort(lifetime);
    out.writeShort(bytes.length);
    out.write(bytes);
    out.writeByte(0);
  }

  /**
   * Reads a URL entry; its authentication blocks are skipped.
   *
   * @throws ServiceLocationException PARSE_ERROR for a URL that is none
   */
  public static ServiceURL fromBytes(DataInputStream in)
      throws ServiceLocationException, IOException {
    in.readByte();
    int lifetime = in.readUnsignedShort();
    byte[] bytes = in.readNBytes(in.readUnsignedShort());
    for (int blocks = in.readUnsignedByte(); blocks > 0; blocks--) {
      in.readUnsignedShort();
      in.skipNBytes(Math.max(0, in.readUnsignedShort() - 4));
    }
    return new ServiceURL(new String(bytes, StandardCharsets.UTF_8), lifetime);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ServiceURL that
        && type.equals(that.type)
        && address().equals(that.address());
  }

  @Override
  public int hashCode() {
    return type.hashCode() * 31 + address().hashCode();
  }

  /** The URL as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
