// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.List;

/**
 * Service Registration (RFC 2608 section 8.3).
 *
 * @param header with {@link SlpHeader#FRESH} unless it updates
 * @param urlEntry the service
 * @param serviceType its type, whatever the URL's scheme
 * @param scopes where it is offered
 * @param attributeList see {@link Attributes}
 * @param authBlocks authentication blocks of the attribute list, not verified
 */
public record SrvReg(
    SlpHeader header,
    UrlEntry urlEntry,
    String serviceType,
    Scopes scopes,
    String attributeList,
    List<Opaque> authBlocks)
    implements SlpMessage {
  /** Copies the list. */
  public SrvReg {
    authBlocks = List.copyOf(authBlocks);
  }

  @Override
  public int function() {
    return SlpFunction.SRV_REG;
  }
}
