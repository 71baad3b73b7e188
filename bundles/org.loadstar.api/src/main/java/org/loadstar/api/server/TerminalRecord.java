// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.server;

/**
 * A record of the 3270 data stream (GA23-0059), for applications that know it themselves: a command
 * with its orders or structured fields, without telnet or TN3270E header. The terminal's next
 * record comes to {@link TerminalDialog#answered}, as it is. Immutable; {@code toString} shows no
 * content.
 */
public final class TerminalRecord implements TerminalOutput {
  /** The longest record, in bytes. */
  public static final int MAX_LENGTH = 32767;

  private final byte[] data;

  /**
   * A record.
   *
   * @param data is copied
   * @throws IllegalArgumentException if it is empty or too long
   */
  public TerminalRecord(byte[] data) {
    if (data.length == 0 || data.length > MAX_LENGTH) {
      throw new IllegalArgumentException("a record of " + data.length + " bytes");
    }
    this.data = data.clone();
  }

  /** A copy of its bytes. */
  public byte[] data() {
    return data.clone();
  }

  @Override
  public String toString() {
    return "record of " + data.length + " bytes";
  }
}
