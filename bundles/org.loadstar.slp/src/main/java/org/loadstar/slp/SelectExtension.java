// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

/**
 * The select extension (RFC 3421 section 2). In a service request: how many URL entries are wanted
 * at most, 0 to count them only. In the reply: how many services match in all. Only agents that
 * advertise the keyword {@code select-enabled} understand it.
 *
 * @param count 0 to 65535
 */
public record SelectExtension(int count) {
  /** The identifier; an agent that does not know it answers OPTION_NOT_UNDERSTOOD, or nothing. */
  public static final int ID = 0x4002;

  /** Checks the range. */
  public SelectExtension {
    if (count < 0 || count > 0xFFFF) {
      throw new IllegalArgumentException("count " + count + " is not in 0..65535");
    }
  }

  /**
   * Reads the extension.
   *
   * @throws SlpException BAD_EXTENSION for another identifier, or the fault of its data
   */
  public static SelectExtension parse(Extension extension) throws SlpException {
    FieldReader data = extension.reader(ID);
    SelectExtension select = new SelectExtension(data.u16());
    data.requireEnd();
    return select;
  }

  /** The extension as it stands in a message. */
  public Extension toExtension() {
    return new Extension(ID, Opaque.of(out -> out.writeShort(count)));
  }
}
