// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

/**
 * One extension of an SLPv2 message (RFC 2608 section 9.1), its data not interpreted; {@link
 * AttributeListExtension}, {@link SelectExtension}, {@link SortExtension} and {@link
 * VendorExtension} do that.
 *
 * @param id extension identifier, 0 to 0xFFFF
 * @param data the bytes after the next extension's offset
 */
public record Extension(int id, Opaque data) {
  /** Checks the identifier's range. */
  public Extension {
    if (id < 0 || id > 0xFFFF) {
      throw new IllegalArgumentException("extension id " + id + " is not in 0..65535");
    }
  }

  /**
   * Whether a receiver that does not know this extension must refuse a request with
   * OPTION_NOT_UNDERSTOOD and must discard a reply: identifiers 0x4000 to 0x7FFF.
   */
  public boolean mandatory() {
    return id >= 0x4000 && id <= 0x7FFF;
  }

  /**
   * A reader of the data.
   *
   * @throws SlpException BAD_EXTENSION for another identifier than that expected
   */
  FieldReader reader(int expected) throws SlpException {
    if (id != expected) {
      throw new SlpException(SlpException.Reason.BAD_EXTENSION, "extension " + id);
    }
    return new FieldReader(data.buffer());
  }
}
