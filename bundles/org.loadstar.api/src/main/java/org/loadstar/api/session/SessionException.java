// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

/** A session could not be made, or has ended. The message says what happened and what to do. */
public class SessionException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it is. */
  public enum Kind {
    /** Discovery found nothing, or SLP is off and no host is configured. */
    NO_SERVER_FOUND,
    /** Servers were found, and each was unusable or refused. */
    ALL_REFUSED,
    /** The session is closed. */
    CLOSED,
    /** The time-out given by the caller is over. */
    TIMED_OUT,
    /** The keyboard refused a key. */
    KEY_REFUSED,
    /** A file could not be moved. */
    TRANSFER_FAILED,
    /** The caller did not want it any more. */
    CANCELED
  }

  private final Kind kind;

  /** An exception without a cause; its message is for people. */
  public SessionException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What kind of failure it is. */
  public Kind kind() {
    return kind;
  }
}
