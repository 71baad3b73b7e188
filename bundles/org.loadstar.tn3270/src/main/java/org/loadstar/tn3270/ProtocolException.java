// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270;

/**
 * What a peer sent breaks a 3270 protocol or one of our limits. It carries a {@link Reason} to act
 * on and a message for the log, and no stack trace: the fault is the peer's, and a peer that sends
 * rubbish must not cost us a stack walk per record.
 *
 * <p>The message names codes, lengths and positions only, never data of the record, which may be a
 * password.
 */
public final class ProtocolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What was wrong. */
  public enum Reason {
    /** A telnet record is longer than the limit and no end of record came. */
    RECORD_TOO_LONG,
    /** A telnet subnegotiation is longer than the limit and no end came. */
    SUBNEGOTIATION_TOO_LONG,
    /** The peer changes telnet options without end. */
    TOO_MANY_OPTION_CHANGES,
    /** A message ends before the field that its layout demands. */
    TRUNCATED,
    /** A field has a value that its layout does not allow. */
    MALFORMED,
    /** A 3270 command that is not known: negative response 0x00, "command reject". */
    INVALID_COMMAND,
    /** A 3270 buffer address outside the screen: negative response 0x02, "operation check". */
    INVALID_ADDRESS,
    /** A 3270 order that is not known or cut short: negative response 0x02, "operation check". */
    INVALID_ORDER,
    /** A 3270 structured field that cannot be read: negative response 0x02, "operation check". */
    INVALID_STRUCTURED_FIELD
  }

  private final Reason reason;

  /** A fault of the peer; {@code message} says where, without data of the record. */
  public ProtocolException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** What was wrong. */
  public Reason reason() {
    return reason;
  }
}
