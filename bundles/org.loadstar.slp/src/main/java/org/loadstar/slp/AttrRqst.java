// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.List;

/**
 * Attribute Request (RFC 2608 section 10.3).
 *
 * @param header of the message
 * @param previousResponders addresses of agents that shall stay silent
 * @param url of one service, or a service type
 * @param scopes where to look
 * @param tags attributes wanted, as tag filters; empty for all
 * @param spi security parameter index, empty for none
 */
public record AttrRqst(
    SlpHeader header,
    List<String> previousResponders,
    String url,
    Scopes scopes,
    List<String> tags,
    String spi)
    implements SlpMessage {
  /** Copies the lists. */
  public AttrRqst {
    previousResponders = List.copyOf(previousResponders);
    tags = List.copyOf(tags);
  }

  @Override
  public int function() {
    return SlpFunction.ATTR_RQST;
  }

  /** This request with another list of previous responders. */
  public AttrRqst withPreviousResponders(List<String> responders) {
    return new AttrRqst(header, responders, url, scopes, tags, spi);
  }
}
