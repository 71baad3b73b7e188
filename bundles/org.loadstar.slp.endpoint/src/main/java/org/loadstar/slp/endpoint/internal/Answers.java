// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.SlpCodec;
import org.loadstar.slp.SlpEnvelope;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvAck;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.SrvTypeRply;
import org.loadstar.slp.SrvTypeRqst;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpRequest;
import org.loadstar.slp.endpoint.SlpResponder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a received datagram gets for an answer: bounded per source, in size, and the same for the
 * same request. Knows no sockets. For one thread.
 */
final class Answers {
  /** No reply to a datagram is larger than this or {@link #GROWTH} times the request. */
  static final int SMALL_BYTES = 350;

  static final int GROWTH = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private final Collection<SlpResponder> responders;
  private final Collection<SlpLink> links;
  private final int mtu;
  private final Tally tally;
  private final PeerFaults faults;
  private final TokenBuckets buckets;
  private final ReplyCache cache;

  /**
   * @param links where this host answers at the moment; may change at any time, on any thread
   */
  Answers(
      Collection<SlpResponder> responders,
      Collection<SlpLink> links,
      Settings settings,
      Clock clock,
      Tally tally,
      PeerFaults faults) {
    this.responders = responders;
    this.links = links;
    this.mtu = settings.mtu();
    this.tally = tally;
    this.faults = faults;
    this.buckets = new TokenBuckets(settings.repliesPerSecond(), clock);
    this.cache = new ReplyCache(clock);
  }

  /** The replies to send to the sender, most often none or one. */
  List<byte[]> to(ByteBuf datagram, InetSocketAddress sender, SlpLink link, boolean toGroup) {
    if (!buckets.take(sender.getAddress())) {
      refuse(sender, "more requests than its share");
      return List.of();
    }
    int limit = Math.min(mtu, Math.max(SMALL_BYTES, GROWTH * datagram.readableBytes()));
    ByteBuf header = datagram.slice();
    SlpMessage message;
    try {
      message = SlpCodec.decode(datagram);
    } catch (SlpException fault) {
      refuse(sender, fault.reason().name());
      return toGroup ? List.of() : encode(error(header, fault.error()), limit, sender);
    }
    tally.received.increment();
    boolean multicast = toGroup || message.header().has(SlpHeader.REQUEST_MCAST);
    if (multicast && previousResponders(message).stream().anyMatch(this::isOwn)) {
      return List.of();
    }
    List<byte[]> given = cache.get(sender, message);
    if (given != null) {
      return given;
    }
    List<byte[]> replies =
        encode(ask(new SlpRequest(message, sender, link, multicast, false), header), limit, sender);
    if (!replies.isEmpty()) {
      cache.put(sender, message, replies);
    }
    return replies;
  }

  private boolean isOwn(String address) {
    return links.stream().anyMatch(l -> l.address().getHostAddress().equals(address));
  }

  private List<SlpMessage> ask(SlpRequest request, ByteBuf header) {
    List<SlpMessage> replies = new ArrayList<>();
    for (SlpResponder responder : responders) {
      try {
        Optional<SlpMessage> reply = responder.answer(request);
        if (reply.isPresent() && !(request.multicast() && silent(reply.get()))) {
          replies.add(reply.get());
        }
      } catch (RuntimeException fault) {
        LOG.error("An SLP agent failed to answer {}", request.message(), fault);
        if (!request.multicast()) {
          replies.addAll(error(header, SlpError.INTERNAL_ERROR));
        }
      }
      if (!request.multicast() && !replies.isEmpty()) {
        break;
      }
    }
    return replies;
  }

  private static List<SlpMessage> error(ByteBuf header, SlpError error) {
    try {
      SlpEnvelope envelope = SlpCodec.decodeHeader(header);
      return envelope.errorReply(error).map(List::of).orElse(List.of());
    } catch (SlpException noHeader) {
      return List.of();
    }
  }

  /** Errors, and lists of nothing, are not told to everybody (RFC 2608 sections 7 and 8.2). */
  private static boolean silent(SlpMessage reply) {
    if (reply instanceof SrvRply r) {
      return !r.error().ok() || r.urlEntries().isEmpty();
    }
    if (reply instanceof SrvTypeRply r) {
      return !r.error().ok() || r.serviceTypes().isEmpty();
    }
    return (reply instanceof AttrRply r && !r.error().ok()) || reply instanceof SrvAck;
  }

  private static List<String> previousResponders(SlpMessage message) {
    if (message instanceof SrvRqst r) {
      return r.previousResponders();
    }
    if (message instanceof AttrRqst r) {
      return r.previousResponders();
    }
    return message instanceof SrvTypeRqst r ? r.previousResponders() : List.of();
  }

  private List<byte[]> encode(List<SlpMessage> replies, int limit, InetSocketAddress sender) {
    List<byte[]> encoded = new ArrayList<>(replies.size());
    for (SlpMessage reply : replies) {
      ByteBuf out = Unpooled.buffer(Math.min(limit, 512));
      try {
        SlpCodec.encodeReply(reply, limit, out);
        encoded.add(ByteBufUtil.getBytes(out));
      } catch (IllegalArgumentException tooLarge) {
        refuse(sender, "no reply fits its request: " + tooLarge.getMessage());
      } finally {
        out.release();
      }
    }
    return encoded;
  }

  private void refuse(InetSocketAddress sender, String reason) {
    tally.refused.increment();
    faults.report(sender.getAddress(), reason);
  }
}
