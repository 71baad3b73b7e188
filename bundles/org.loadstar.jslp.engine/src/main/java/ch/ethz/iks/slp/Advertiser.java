// SPDX-License-Identifier: EPL-2.0
package ch.ethz.iks.slp;

import java.net.InetAddress;
import java.util.Dictionary;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The service agent (RFC 2614 section 5.4.1). What is registered holds until its lifetime is over,
 * it is deregistered, or the bundle that registered it stops. Scopes are Strings; null or none
 * means those configured. Thread-safe.
 *
 * <p>Attributes: the keys are tags. A value is a String, an Integer, a Boolean, a byte array, a
 * collection or an array of them; null, the empty String and an empty collection make a keyword.
 * Reserved characters are escaped, except that a String which contains escapes of SLP already, such
 * as {@code POOL2\093270002}, is taken as it is.
 */
@SuppressWarnings("rawtypes") // as in the original
public interface Advertiser {
  /** The locale of the caller's bundle. */
  Locale getLocale();

  /** Sets the locale of the caller's bundle; null for the default one. */
  void setLocale(@Nullable Locale locale);

  /** Registers a service in the scopes configured; one with the same URL is replaced. */
  void register(ServiceURL url, @Nullable Dictionary attributes) throws ServiceLocationException;

  /** Registers a service; one with the same URL is replaced. */
  void register(ServiceURL url, @Nullable List scopes, @Nullable Dictionary attributes)
      throws ServiceLocationException;

  /** Withdraws a service that the caller's bundle registered. */
  void deregister(ServiceURL url) throws ServiceLocationException;

  /** As {@link #deregister(ServiceURL)}: a service is withdrawn from all its scopes. */
  void deregister(ServiceURL url, @Nullable List scopes) throws ServiceLocationException;

  /** Adds attributes to a service, or replaces their values. */
  void addAttributes(ServiceURL url, Dictionary attributes) throws ServiceLocationException;

  /** Deletes the attributes of a service whose tags are the keys; {@code *} matches anything. */
  void deleteAttributes(ServiceURL url, Dictionary attributeIds) throws ServiceLocationException;

  /** The address of this machine that SLP's multicast leaves from. */
  InetAddress getMyIP();
}
