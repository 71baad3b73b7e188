// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

/**
 * A message of the Service Location Protocol, of either version. The records bear the names of RFC
 * 2608; {@link SlpCodec} reads and writes them. Strings are as on the wire of version 2, escapes
 * included, whatever the version: the codec rewrites service types, attribute lists, predicates and
 * scopes of version 1, so that one agent serves both. What differs besides:
 *
 * <ul>
 *   <li>Requests of version 1 have one scope or none; none asks for services without scope.
 *   <li>A SrvReg of version 1 has its scopes in the attribute SCOPE too. It adds to a registration
 *       of the same URL, or makes a new one; it is never {@link SlpHeader#FRESH}.
 *   <li>A SrvDeReg of version 1 has no scopes and is meant for all.
 *   <li>A DAAdvert of version 1 has neither timestamp nor attributes nor security parameters, and
 *       there is no SAAdvert.
 * </ul>
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
