// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.List;

/**
 * Directory Agent Advertisement (RFC 2608 section 8.5).
 *
 * @param header with transaction identifier 0 when it was not asked for
 * @param error {@link SlpError#OK}, or the answer to a faulty unicast request
 * @param bootTimestamp when the agent lost its state, seconds since 1970, unsigned 32 bits; 0 when
 *     it is going down; {@link #BOOT_UNKNOWN} in version 1, where the transaction identifiers of
 *     unsolicited advertisements tell: the agent lost its state when one is below 256 and below the
 *     last (RFC 2165 section 15.2)
 * @param url {@code service:directory-agent://} and the agent's address
 * @param scopes that it serves
 * @param attributeList see {@link Attributes}
 * @param spis list of security parameter indices that it can verify
 * @param authBlocks authentication blocks of the advertisement, not verified
 */
public record DAAdvert(
    SlpHeader header,
    SlpError error,
    long bootTimestamp,
    String url,
    Scopes scopes,
    String attributeList,
    String spis,
    List<Opaque> authBlocks)
    implements SlpMessage {
  /** The timestamp of an agent that tells none. */
  public static final long BOOT_UNKNOWN = 1;

  /** Checks the timestamp and copies the list. */
  public DAAdvert {
    if (bootTimestamp < 0 || bootTimestamp > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("boot timestamp " + bootTimestamp + " has over 32 bits");
    }
    authBlocks = List.copyOf(authBlocks);
  }

  @Override
  public int function() {
    return SlpFunction.DA_ADVERT;
  }
}
