// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

/**
 * Input that does not obey the protocol. Stackless, because remote input can cause it at any rate;
 * {@link #reason()} is what to count and log by.
 */
public final class SlpException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why the input was refused. */
  public enum Reason {
    /** The message ends inside a field. */
    TRUNCATED,
    /** The declared length is not the length received. */
    LENGTH_MISMATCH,
    /** A version that this codec does not speak. */
    BAD_VERSION,
    /** A language tag that is none. */
    BAD_LANGUAGE,
    /** A character encoding that the codec does not know; version 1 only. */
    BAD_CHARSET,
    /** Bytes of a string are not of the message's character encoding. */
    BAD_STRING,
    /** Bytes stand between the message's last field and its first extension or its end. */
    TRAILING_BYTES,
    /** Extension offsets that do not grow or leave the message. */
    BAD_EXTENSION,
    /** An authentication block whose length is impossible. */
    BAD_AUTH_BLOCK,
    /** A message, list or tree over the limits of {@link SlpLimits}. */
    TOO_LARGE,
    /** A malformed attribute list or tag. */
    BAD_ATTRIBUTES,
    /** Values of one attribute have different types. */
    MIXED_TYPES,
    /** An escape that is malformed or stands for a character that needs none. */
    BAD_ESCAPE,
    /** A malformed predicate. */
    BAD_PREDICATE,
    /** A malformed or unusable URL. */
    BAD_URL,
    /** A missing or malformed service type. */
    BAD_SERVICE_TYPE,
    /** A malformed scope list. */
    BAD_SCOPE;

    /** What to answer to a unicast request that has this fault. */
    public SlpError error() {
      return switch (this) {
        case BAD_VERSION -> SlpError.VER_NOT_SUPPORTED;
        case BAD_CHARSET -> SlpError.CHARSET_NOT_UNDERSTOOD;
        case MIXED_TYPES -> SlpError.INVALID_REGISTRATION;
        default -> SlpError.PARSE_ERROR;
      };
    }
  }

  private final Reason reason;

  SlpException(Reason reason, String detail) {
    super(reason + ": " + detail, null, false, false);
    this.reason = reason;
  }

  /** Why the input was refused. */
  public Reason reason() {
    return reason;
  }

  /** What to answer to a unicast request that has this fault. */
  public SlpError error() {
    return reason.error();
  }
}
