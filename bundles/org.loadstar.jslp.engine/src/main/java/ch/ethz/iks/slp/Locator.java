// SPDX-License-Identifier: EPL-2.0
package ch.ethz.iks.slp;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The user agent (RFC 2614 section 5.4.2). Every search blocks until it is over; interrupting the
 * thread ends it. Scopes are Strings; null or none means those configured. Thread-safe.
 */
@SuppressWarnings("rawtypes") // as in the original
public interface Locator {
  /** The locale of the caller's bundle. */
  Locale getLocale();

  /** Sets the locale of the caller's bundle; null for the default one. */
  void setLocale(@Nullable Locale locale);

  /**
   * The service types that there are.
   *
   * @param namingAuthority whose types: empty for IANA's, null or {@code *} for everybody's
   * @return Strings, each to make a {@link ServiceType} of
   */
  ServiceLocationEnumeration findServiceTypes(
      @Nullable String namingAuthority, @Nullable List scopes) throws ServiceLocationException;

  /**
   * The services of a type.
   *
   * @param searchFilter LDAPv3 syntax as RFC 2608 section 8.1 has it; null or empty for all
   * @return {@link ServiceURL}s
   * @throws IllegalArgumentException for a filter that is none
   */
  ServiceLocationEnumeration findServices(
      ServiceType type, @Nullable List scopes, @Nullable String searchFilter)
      throws ServiceLocationException, IllegalArgumentException;

  /**
   * The attributes of a service.
   *
   * @param attributeIds Strings, {@code *} matching any characters; null or none for all
   * @return Strings as SLP writes them: {@code (LOAD=35)}, or {@code BIND} for a keyword
   */
  ServiceLocationEnumeration findAttributes(
      ServiceURL url, @Nullable List scopes, @Nullable List attributeIds)
      throws ServiceLocationException;

  /** The attributes of all services of a type together, as those of one. */
  ServiceLocationEnumeration findAttributes(
      ServiceType type, @Nullable List scopes, @Nullable List attributeIds)
      throws ServiceLocationException;
}
