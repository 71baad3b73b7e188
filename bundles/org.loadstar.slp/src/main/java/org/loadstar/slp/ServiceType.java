// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.Optional;
import org.loadstar.slp.SlpException.Reason;

/**
 * A service type (RFC 2608 section 4.1, RFC 2609 section 2.1): {@code service:tn3270}, {@code
 * service:printer:lpr}, {@code service:x.authority}, or the scheme of another URL such as {@code
 * http}. Immutable; equal whatever the case.
 */
public final class ServiceType {
  /** What a directory agent answers to with a {@link DAAdvert}. */
  public static final ServiceType DIRECTORY_AGENT = known("service:directory-agent");

  /** What a service agent answers to with a {@link SAAdvert}. */
  public static final ServiceType SERVICE_AGENT = known("service:service-agent");

  private static final String SCHEME = "service:";

  private final String text;
  private final String key;

  private ServiceType(String text) {
    this.text = text;
    this.key = SlpText.fold(text);
  }

  /**
   * Reads a service type.
   *
   * @throws SlpException BAD_SERVICE_TYPE
   */
  public static ServiceType parse(String text) throws SlpException {
    String type = text.strip();
    boolean service = type.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    String rest = service ? type.substring(SCHEME.length()) : type;
    int colon = rest.indexOf(':');
    boolean valid =
        colon < 0
            ? isName(rest)
            : service && isName(rest.substring(0, colon)) && isName(rest.substring(colon + 1));
    if (!valid) {
      throw new SlpException(Reason.BAD_SERVICE_TYPE, "not a service type");
    }
    return new ServiceType(type);
  }

  /** A type that needs no check. */
  static ServiceType known(String text) {
    return new ServiceType(text);
  }

  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 0x80 || (!Character.isLetterOrDigit(c) && "+-._".indexOf(c) < 0)) {
        return false;
      }
    }
    return !name.isEmpty() && name.charAt(0) != '.' && name.charAt(name.length() - 1) != '.';
  }

  /** The naming authority, in lower case; empty for IANA's types. */
  public String namingAuthority() {
    int from = key.startsWith(SCHEME) ? SCHEME.length() : 0;
    int colon = key.indexOf(':', from);
    String name = colon < 0 ? key.substring(from) : key.substring(from, colon);
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1);
  }

  /** The concrete type, in lower case, where this is an abstract type with one. */
  public Optional<String> concreteType() {
    int colon = key.indexOf(':', SCHEME.length());
    return key.startsWith(SCHEME) && colon >= 0
        ? Optional.of(key.substring(colon + 1))
        : Optional.empty();
  }

  /** The abstract type that this concrete one belongs to; of {@code service:x:y} that is x. */
  public Optional<ServiceType> abstractType() {
    int colon = key.indexOf(':', SCHEME.length());
    return key.startsWith(SCHEME) && colon >= 0
        ? Optional.of(new ServiceType(text.substring(0, colon)))
        : Optional.empty();
  }

  /**
   * Whether a request for this type is satisfied by a service of the other: the same type, or one
   * that makes this abstract type concrete.
   */
  public boolean matches(ServiceType offered) {
    return offered.key.equals(key) || (key.startsWith(SCHEME) && offered.key.startsWith(key + ":"));
  }

  @Override
  public boolean equals(Object other) {
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
