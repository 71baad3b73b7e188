// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.List;

/**
 * Service Reply (RFC 2608 section 8.2).
 *
 * @param header of the message
 * @param error {@link SlpError#OK} or why there are no entries
 * @param urlEntries the services found
 */
public record SrvRply(SlpHeader header, SlpError error, List<UrlEntry> urlEntries)
    implements SlpMessage {
  /** Copies the list. */
  public SrvRply {
    urlEntries = List.copyOf(urlEntries);
  }

  /** A reply without entries. */
  public SrvRply(SlpHeader header, SlpError error) {
    this(header, error, List.of());
  }

  @Override
  public int function() {
    return SlpFunction.SRV_RPLY;
  }
}
