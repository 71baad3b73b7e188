// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The message with which a host ends a transfer, for example {@code TRANS03 File transfer
 * complete}.
 *
 * @param text in one line, without its end mark
 */
public record HostMessage(String text) {
  private static final Pattern SUCCESS = Pattern.compile("TRANS0[34]\\b.*");
  private static final int MAX_LENGTH = 240;

  /** Cut at the {@code $} that ends it; what cannot be shown is a blank. */
  public HostMessage {
    int end = text.indexOf('$');
    text = text.substring(0, Math.min(end < 0 ? text.length() : end, MAX_LENGTH));
    text = text.replaceAll("[^\\x20-\\x7E]", " ").strip().replaceAll(" +", " ");
  }

  /** Whether the file is complete: TRANS03, or TRANS04 where lines became several records. */
  public boolean isSuccess() {
    return SUCCESS.matcher(text).matches();
  }

  static HostMessage decode(byte[] ascii) {
    return new HostMessage(new String(ascii, StandardCharsets.ISO_8859_1));
  }

  byte[] encode() {
    return (text + "$").getBytes(StandardCharsets.ISO_8859_1);
  }
}
