// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.List;

/**
 * Service Type Reply (RFC 2608 section 10.2).
 *
 * @param header of the message
 * @param error {@link SlpError#OK} or why there are no types
 * @param serviceTypes the types found
 */
public record SrvTypeRply(SlpHeader header, SlpError error, List<String> serviceTypes)
    implements SlpMessage {
  /** Copies the list. */
  public SrvTypeRply {
    serviceTypes = List.copyOf(serviceTypes);
  }

  /** A reply without types. */
  public SrvTypeRply(SlpHeader header, SlpError error) {
    this(header, error, List.of());
  }

  @Override
  public int function() {
    return SlpFunction.SRV_TYPE_RPLY;
  }
}
