// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.List;

/**
 * Attribute Reply (RFC 2608 section 10.4).
 *
 * @param header of the message
 * @param error {@link SlpError#OK} or why there is no list
 * @param attributeList see {@link Attributes}
 * @param authBlocks authentication blocks of the list, not verified
 */
public record AttrRply(
    SlpHeader header, SlpError error, String attributeList, List<Opaque> authBlocks)
    implements SlpMessage {
  /** Copies the list. */
  public AttrRply {
    authBlocks = List.copyOf(authBlocks);
  }

  /** A reply without attributes. */
  public AttrRply(SlpHeader header, SlpError error) {
    this(header, error, "", List.of());
  }

  @Override
  public int function() {
    return SlpFunction.ATTR_RPLY;
  }
}
