// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.List;
import java.util.Optional;

/**
 * The fixed part of a received message: enough to answer a request whose body is malformed.
 *
 * @param header without its extensions
 * @param function see {@link SlpFunction}
 * @param length of the whole message in bytes
 */
public record SlpEnvelope(SlpHeader header, int function, int length) {
  /**
   * The reply that tells an error to the sender of this request; empty where the standard wants
   * silence, that is for multicast requests (RFC 2608 section 7) and for what is not a request.
   */
  public Optional<SlpMessage> errorReply(SlpError error) {
    if (header.has(SlpHeader.REQUEST_MCAST)) {
      return Optional.empty();
    }
    SlpHeader reply = replyHeader();
    return switch (function) {
      case SlpFunction.SRV_RQST -> Optional.of(new SrvRply(reply, error));
      case SlpFunction.SRV_REG, SlpFunction.SRV_DEREG -> Optional.of(new SrvAck(reply, error));
      case SlpFunction.ATTR_RQST -> Optional.of(new AttrRply(reply, error));
      case SlpFunction.SRV_TYPE_RQST -> Optional.of(new SrvTypeRply(reply, error));
      default -> Optional.empty();
    };
  }

  /** In the request's version and encoding, where they are known. */
  private SlpHeader replyHeader() {
    SlpHeader reply = header.reply();
    if (header.version() != 1) {
      return new SlpHeader(2, 0, reply.xid(), reply.languageTag(), List.of());
    }
    return CharacterEncoding.isKnown(reply.characterEncoding())
        ? reply
        : reply.withCharacterEncoding(CharacterEncoding.US_ASCII);
  }
}
