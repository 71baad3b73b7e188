// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.List;

/**
 * Service Request (RFC 2608 section 8.1).
 *
 * @param header of the message
 * @param previousResponders addresses of agents that shall stay silent
 * @param serviceType such as {@code service:tn3270}
 * @param scopes may be empty only when directory or service agents are looked for
 * @param predicate search filter for {@link Predicate}, empty for all
 * @param spi security parameter index, empty for none
 */
public record SrvRqst(
    SlpHeader header,
    List<String> previousResponders,
    String serviceType,
    Scopes scopes,
    String predicate,
    String spi)
    implements SlpMessage {
  /** Copies the list. */
  public SrvRqst {
    previousResponders = List.copyOf(previousResponders);
  }

  @Override
  public int function() {
    return SlpFunction.SRV_RQST;
  }

  /** This request with another list of previous responders. */
  public SrvRqst withPreviousResponders(List<String> responders) {
    return new SrvRqst(header, responders, serviceType, scopes, predicate, spi);
  }
}
