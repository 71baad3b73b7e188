// SPDX-License-Identifier: EPL-2.0
package ch.ethz.iks.slp;

import java.io.Serializable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.SlpException;

/**
 * The type of a service (RFC 2614 section 5.3.3): {@code service:tn3270}, {@code
 * service:printer:lpr}, {@code service:x.authority}. Immutable; equal whatever the case.
 */
public final class ServiceType implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String SCHEME = "service:";

  private final String text;
  private final String key;
  private final String principal;
  private final String authority;
  private final String concrete;

  /**
   * Reads a type.
   *
   * @throws IllegalArgumentException unless it is one that starts with {@code service:}
   */
  public ServiceType(String type) {
    try {
      text = org.loadstar.slp.ServiceType.parse(type).toString();
    } catch (SlpException wrong) {
      throw new IllegalArgumentException("'" + type + "' is no service type", wrong);
    }
    key = text.toLowerCase(Locale.ROOT);
    if (!key.startsWith(SCHEME)) {
      throw new IllegalArgumentException("'" + type + "' does not start with " + SCHEME);
    }
    String names = text.substring(SCHEME.length());
    int colon = names.indexOf(':');
    String name = colon < 0 ? names : names.substring(0, colon);
    int dot = name.lastIndexOf('.');
    principal = dot < 0 ? name : name.substring(0, dot);
    authority = dot < 0 ? "" : name.substring(dot + 1);
    concrete = colon < 0 ? "" : names.substring(colon + 1);
  }

  /** Always true: other URLs have no type here. */
  public boolean isServiceURL() {
    return true;
  }

  /** Whether it has a concrete type, as {@code service:printer:lpr} has. */
  public boolean isAbstractType() {
    return !concrete.isEmpty();
  }

  /** Whether it is IANA's. */
  public boolean isNADefault() {
    return authority.isEmpty();
  }

  /** Of {@code service:printer:lpr} it is {@code lpr}; else empty. */
  public String getConcreteTypeName() {
    return concrete;
  }

  /** Of {@code service:printer:lpr} it is {@code printer}, of {@code service:ftp} {@code ftp}. */
  public String getPrincipleTypeName() {
    return principal;
  }

  /** Of {@code service:printer:lpr} it is {@code service:printer}; else empty. */
  public String getAbstractTypeName() {
    return isAbstractType() ? text.substring(0, text.length() - concrete.length() - 1) : "";
  }

  /** Empty for IANA's types. */
  public String getNamingAuthority() {
    return authority;
  }

  /** Whether a request for this type is satisfied by a service of the other one. */
  public boolean matches(@Nullable Object other) {
    return other instanceof ServiceType that
        && (that.key.equals(key) || that.key.startsWith(key + ":"));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ServiceType that && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  /** The type as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
