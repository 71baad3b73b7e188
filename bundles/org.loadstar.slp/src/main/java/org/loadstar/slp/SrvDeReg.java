// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.List;

/**
 * Service Deregistration (RFC 2608 section 10.6).
 *
 * @param header of the message
 * @param scopes those of the registration
 * @param urlEntry the service; its lifetime says nothing
 * @param tags attributes to remove, as tag filters; empty removes the service
 */
public record SrvDeReg(SlpHeader header, Scopes scopes, UrlEntry urlEntry, List<String> tags)
    implements SlpMessage {
  /** Copies the list. */
  public SrvDeReg {
    tags = List.copyOf(tags);
  }

  @Override
  public int function() {
    return SlpFunction.SRV_DEREG;
  }
}
