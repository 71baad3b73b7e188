// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

/**
 * The vendor opaque extension (RFC 3224 section 5): what it means is the vendor's.
 *
 * @param enterprise the vendor's private enterprise number, unsigned 32 bits
 * @param data as the vendor defines it
 */
public record VendorExtension(long enterprise, Opaque data) {
  /** The identifier; an agent that does not know it ignores it. */
  public static final int ID = 0x0003;

  /** Checks the range. */
  public VendorExtension {
    if (enterprise < 0 || enterprise > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("enterprise number " + enterprise + " has over 32 bits");
    }
  }

  /**
   * Reads the extension.
   *
   * @throws SlpException BAD_EXTENSION for another identifier, TRUNCATED
   */
  public static VendorExtension parse(Extension extension) throws SlpException {
    FieldReader data = extension.reader(ID);
    data.need(4);
    long enterprise = data.in.readUnsignedInt();
    return new VendorExtension(enterprise, data.rest());
  }

  /** The extension as it stands in a message. */
  public Extension toExtension() {
    return new Extension(
        ID, Opaque.of(out -> out.writeInt((int) enterprise).writeBytes(data.toByteArray())));
  }
}
