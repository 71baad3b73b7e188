// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

/**
 * A message of the Service Location Protocol. The records bear the names of RFC 2608; {@link
 * SlpCodec} reads and writes them. Strings are as on the wire, escapes included.
 */
public sealed interface SlpMessage
    permits SrvRqst,
        SrvRply,
        SrvReg,
        SrvDeReg,
        SrvAck,
        AttrRqst,
        AttrRply,
        DAAdvert,
        SAAdvert,
        SrvTypeRqst,
        SrvTypeRply,
        UnknownMessage {
  /** What every message has. */
  SlpHeader header();

  /** The function number, see {@link SlpFunction}. */
  int function();
}
