// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Service Type Request (RFC 2608 section 10.1).
 *
 * @param header of the message
 * @param previousResponders addresses of agents that shall stay silent
 * @param namingAuthority whose types are wanted: empty for IANA's, null for everybody's
 * @param scopes where to look
 */
public record SrvTypeRqst(
    SlpHeader header,
    List<String> previousResponders,
    @Nullable String namingAuthority,
    Scopes scopes)
    implements SlpMessage {
  /** Copies the list. */
  public SrvTypeRqst {
    previousResponders = List.copyOf(previousResponders);
  }

  @Override
  public int function() {
    return SlpFunction.SRV_TYPE_RQST;
  }
}
