// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

/**
 * Service Acknowledgment of a registration or deregistration (RFC 2608 section 8.4).
 *
 * @param header of the message
 * @param error {@link SlpError#OK} or why it was refused
 */
public record SrvAck(SlpHeader header, SlpError error) implements SlpMessage {
  @Override
  public int function() {
    return SlpFunction.SRV_ACK;
  }
}
