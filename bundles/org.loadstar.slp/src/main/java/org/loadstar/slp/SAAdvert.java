// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.List;

/**
 * Service Agent Advertisement (RFC 2608 section 8.6).
 *
 * @param header of the message
 * @param url {@code service:service-agent://} and the agent's address
 * @param scopes that it serves
 * @param attributeList see {@link Attributes}
 * @param authBlocks authentication blocks of the advertisement, not verified
 */
public record SAAdvert(
    SlpHeader header, String url, Scopes scopes, String attributeList, List<Opaque> authBlocks)
    implements SlpMessage {
  /** Copies the list. */
  public SAAdvert {
    authBlocks = List.copyOf(authBlocks);
  }

  @Override
  public int function() {
    return SlpFunction.SA_ADVERT;
  }
}
