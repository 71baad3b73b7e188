// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.loadstar.slp.SlpException.Reason;

/**
 * Reads and writes messages of both versions (RFC 2165 section 4, RFC 2608 section 8). Stateless;
 * safe for any number of threads. No method keeps or releases a buffer, and none allocates more
 * than what was really received demands.
 */
public final class SlpCodec {
  /** How many bytes {@link #frameLength} needs to see. */
  public static final int FRAME_PREFIX = 5;

  private SlpCodec() {}

  /**
   * Reads one message: all readable bytes of the buffer, which it consumes.
   *
   * @throws SlpException where the bytes are not exactly one well-formed message
   */
  public static SlpMessage decode(ByteBuf in) throws SlpException {
    SlpEnvelope envelope = decodeHeader(in);
    return switch (envelope.header().version()) {
      case 1 -> V1Reader.message(in, envelope);
      case 2 -> new V2Reader(in).message(envelope);
      default ->
          throw new SlpException(Reason.BAD_VERSION, "version " + envelope.header().version());
    };
  }

  /**
   * Reads the fixed part of a message and leaves the buffer's reader index alone. A later version
   * than 2 is taken to have version 2's header, so that it can be told VER_NOT_SUPPORTED.
   *
   * @throws SlpException where even the header is malformed: there is nobody to answer
   */
  public static SlpEnvelope decodeHeader(ByteBuf in) throws SlpException {
    if (!in.isReadable()) {
      throw new SlpException(Reason.TRUNCATED, "an empty message");
    }
    int version = in.getUnsignedByte(in.readerIndex());
    if (version == 0) {
      throw new SlpException(Reason.BAD_VERSION, "version 0");
    }
    return version == 1 ? V1Reader.envelope(in) : V2Reader.envelope(in);
  }

  /**
   * The length of the message that begins at the reader index of a byte stream, or -1 while fewer
   * than {@link #FRAME_PREFIX} bytes are there.
   *
   * @param maxBytes longer messages are refused before anything is stored for them
   * @throws SlpException BAD_VERSION, TRUNCATED for a length below the header's, or TOO_LARGE
   */
  public static int frameLength(ByteBuf in, int maxBytes) throws SlpException {
    if (in.readableBytes() < FRAME_PREFIX) {
      return -1;
    }
    int version = in.getUnsignedByte(in.readerIndex());
    if (version == 0) {
      throw new SlpException(Reason.BAD_VERSION, "version 0");
    }
    int at = in.readerIndex() + 2;
    int length = version == 1 ? in.getUnsignedShort(at) : in.getUnsignedMedium(at);
    if (length < (version == 1 ? V1Reader.HEADER_BYTES : V2Reader.HEADER_BYTES)) {
      throw new SlpException(Reason.TRUNCATED, "a message of " + length + " bytes");
    }
    if (length > maxBytes) {
      throw new SlpException(Reason.TOO_LARGE, "a message of " + length + " bytes");
    }
    return length;
  }

  /**
   * Writes a message at the buffer's writer index, in its header's version.
   *
   * @throws IllegalArgumentException for a string or list too long for its length field, a version
   *     that this codec does not speak, or what version 1 cannot say: characters outside of the
   *     message's encoding, extensions, security parameters, several scopes in a request, types
   *     that are not {@code service:} types, most negations and wildcards within a text; the buffer
   *     is then as before
   */
  public static void encode(SlpMessage message, ByteBuf out) {
    int start = out.writerIndex();
    boolean done = false;
    try {
      switch (message.header().version()) {
        case 1 -> new V1Writer(out, message.header()).message(message);
        case 2 -> new V2Writer(out).message(message);
        default -> throw new IllegalArgumentException("version " + message.header().version());
      }
      done = true;
    } catch (SlpException malformed) {
      throw new IllegalArgumentException(malformed.getMessage(), malformed);
    } finally {
      if (!done) {
        out.writerIndex(start);
      }
    }
  }

  /**
   * Writes a reply of at most the given size. What does not fit is left out on whole URL entries,
   * attributes or service types, with OVERFLOW set (RFC 2608 sections 6.1 and 8.2). Each URL entry
   * that is kept keeps its attribute list (RFC 3059). Signatures of a shortened list, and
   * extensions of other replies than SrvRply, are left out too. Where the encoding of a request of
   * version 1 has not the characters of its reply, the reply is the error CHARSET_NOT_UNDERSTOOD.
   *
   * @return whether something was left out
   * @throws IllegalArgumentException where even the reply without its lists is too large; the
   *     buffer is then as before
   */
  public static boolean encodeReply(SlpMessage reply, int maxBytes, ByteBuf out) {
    int start = out.writerIndex();
    try {
      encode(reply, out);
      if (out.writerIndex() - start <= maxBytes) {
        return false;
      }
      out.writerIndex(start);
    } catch (FieldWriter.NotInCharset unsayable) {
      encode(notUnderstood(reply), out);
      return false;
    } catch (FieldWriter.FieldTooLong listTooLong) {
      // then the reply does not fit either
    }
    encode(Truncation.to(maxBytes, reply), out);
    if (out.writerIndex() - start > maxBytes) {
      out.writerIndex(start);
      throw new IllegalArgumentException(
          SlpFunction.name(reply.function()) + " does not fit into " + maxBytes + " bytes");
    }
    return true;
  }

  private static SlpMessage notUnderstood(SlpMessage reply) {
    SlpError error = SlpError.CHARSET_NOT_UNDERSTOOD;
    if (reply instanceof SrvRply) {
      return new SrvRply(reply.header(), error, List.of());
    } else if (reply instanceof AttrRply) {
      return new AttrRply(reply.header(), error);
    } else if (reply instanceof SrvTypeRply) {
      return new SrvTypeRply(reply.header(), error, List.of());
    }
    return reply; // an advertisement, which has no such error
  }
}
