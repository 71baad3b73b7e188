// SPDX-License-Identifier: EPL-2.0
package ch.ethz.iks.slp;

import org.jspecify.annotations.Nullable;

/** Something that SLP refused or could not do; the codes are those of RFC 2614 section 4.2.1. */
public class ServiceLocationException extends Exception {
  private static final long serialVersionUID = 1L;

  /** No service in the language asked for. */
  public static final short LANGUAGE_NOT_SUPPORTED = 1;

  /** A URL, type, attribute list or filter that is malformed. */
  public static final short PARSE_ERROR = 2;

  /** A registration that is incomplete or contradicts itself. */
  public static final short INVALID_REGISTRATION = 3;

  /** A scope that is none, or that nobody supports. */
  public static final short SCOPE_NOT_SUPPORTED = 4;

  /** An authentication of a kind that is not known. */
  public static final short AUTHENTICATION_UNKNOWN = 5;

  /** An authentication that is missing. */
  public static final short AUTHENTICATION_ABSENT = 6;

  /** An authentication that is wrong. */
  public static final short AUTHENTICATION_FAILED = 7;

  /** A change of a service that is not registered. */
  public static final short INVALID_UPDATE = 13;

  /** A registration that is repeated too often. */
  public static final short REFRESH_REJECTED = 15;

  /** What this implementation does not do. */
  public static final short NOT_IMPLEMENTED = 16;

  /** SLP cannot be used at the moment. */
  public static final short NETWORK_INIT_FAILED = 17;

  /** It took too long. */
  public static final short NETWORK_TIMED_OUT = 18;

  /** The network failed, or the waiting thread was interrupted. */
  public static final short NETWORK_ERROR = 19;

  /** A fault of the implementation. */
  public static final short INTERNAL_SYSTEM_ERROR = 20;

  /** A value of a type that its template forbids. */
  public static final short TYPE_ERROR = 21;

  /** A message that is too large. */
  public static final short BUFFER_OVERFLOW = 22;

  private final short errorCode;

  /** With one of the codes above, and the reason in words. */
  public ServiceLocationException(short errorCode, @Nullable String message) {
    super(message);
    this.errorCode = errorCode;
  }

  /** One of the codes above. */
  public final short getErrorCode() {
    return errorCode;
  }
}
