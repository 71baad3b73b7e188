// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.ftp;

/** What is not let through, with the reply that the client gets. Has no stack trace. */
final class FtpRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reply;

  /**
   * A refusal.
   *
   * @param reply code and text
   * @param reason one line for the log; it does not depend on what the peer may choose freely
   */
  FtpRefusal(String reply, String reason) {
    super(reason, null, false, false);
    this.reply = reply;
  }

  String reply() {
    return reply;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
