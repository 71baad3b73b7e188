// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * An EBCDIC code page that Loadstar lacks. Register it as a service with the property {@link
 * #NAME}; a profile chooses it as {@code service:NAME}.
 *
 * <p>It is read once into tables, when a session first wants it, on a thread of its own bundle's
 * guard; it has two seconds for all and is quarantined after three faults (an exception, null, a
 * wrong number of characters, an identifier that is none, no answer in time). Sessions keep the
 * tables when the service goes.
 */
@ConsumerType
public interface HostCodePage {
  /** The service property with the page's name: printable ASCII characters without spaces. */
  String NAME = "loadstar.codepage.name";

  /** The code page global identifier (CPGID) that hosts are told, 1 to 65535. */
  int codePageId();

  /** The graphic character set global identifier (GCSGID) that hosts are told, 1 to 65535. */
  int characterSetId();

  /**
   * The characters of the codes 0x40 to 0xFF in their order, 192 of them. U+FFFD or a control
   * character where there is none. Where two codes have the same character, typed text gets the
   * lower one. Codes below 0x40 are orders and controls and never characters.
   */
  String characters();

  /** The CPGID of the double-byte characters, 1 to 65535; 0 for a page without. */
  default int doubleByteCodePageId() {
    return 0;
  }

  /** The GCSGID of the double-byte characters, where there are any. */
  default int doubleByteCharacterSetId() {
    return 0;
  }

  /**
   * The double-byte characters whose first byte is this one, in the order of the second byte from
   * 0x41 to 0xFE; at most 190. U+FFFD, a control character or the end of the text where there is
   * none. The space, 0x4040, is always there.
   *
   * @param first 0x41 to 0xFE, each is asked for
   */
  default String doubleByteCharacters(int first) {
    return "";
  }
}
