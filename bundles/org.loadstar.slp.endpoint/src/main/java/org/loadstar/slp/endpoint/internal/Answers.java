// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.SlpCodec;
import org.loadstar.slp.SlpEnvelope;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpLimits;
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
 * What a received message gets for an answer. To a datagram: bounded per source and in size, and
 * the same for the same request. Knows no sockets. For one thread.
 */
final class Answers {
  /** No reply to a datagram is larger than this or {@link #GROWTH} times the request. */
  static final int SMALL_BYTES = 350;

  static final int GROWTH = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private final Collection<? extends SlpResponder> responders;
  private final Collection<SlpLink> links;
  private final Settings settings;
  private final Tally tally;
  private final Gate gate;
  private final ReplyCache cache;
  private final ByteBuf scratch = Unpooled.buffer();

  /**
   * @param links where this host answers at the moment; may change at any time, on any thread
   */
  Answers(
      Collection<? extends SlpResponder> responders,
      Collection<SlpLink> links,
      Settings settings,
      Clock clock,
      Tally tally,
      Gate gate) {
    this.responders = responders;
    this.links = links;
    this.settings = settings;
    this.tally = tally;
    this.gate = gate;
    this.cache = new ReplyCache(clock);
  }

  /**
   * The replies to send to a datagram's sender, most often none or one. What an unreadable one gets
   * is no larger than itself.
   */
  List<byte[]> toDatagram(
      ByteBuf datagram, InetSocketAddress sender, SlpLink link, boolean toGroup) {
    if (!gate.admits(sender) || !gate.answers(sender) || isOff(datagram, sender)) {
      return List.of();
    }
    int size = datagram.readableBytes();
    int limit = Math.max(SMALL_BYTES, GROWTH * size);
    ByteBuf header = datagram.slice();
    List<byte[]> replies;
    try {
      SlpMessage message = SlpCodec.decode(datagram);
      tally.received.increment();
      boolean multicast = toGroup || message.header().has(SlpHeader.REQUEST_MCAST);
      if (multicast && previousResponders(message).stream().anyMatch(this::isOwn)) {
        return List.of();
      }
      ReplyCache.Key key = ReplyCache.key(sender, toGroup, message);
      List<byte[]> given = cache.get(key);
      replies =
          given != null
              ? given
              : encode(
                  ask(new SlpRequest(message, sender, link, multicast, false), header),
                  limit,
                  sender);
      if (given == null && !replies.isEmpty()) {
        cache.put(key, replies);
      }
    } catch (SlpException fault) {
      gate.refuse(sender, fault.reason().name());
      replies = toGroup ? List.of() : encode(error(header, fault.error()), size, sender);
    }
    return replies.stream().allMatch(r -> gate.affords(sender, r.length)) ? replies : List.of();
  }

  /** The replies to a message that came by TCP: whole, as far as a message can be. */
  List<byte[]> toFrame(ByteBuf frame, InetSocketAddress peer, SlpLink link) {
    if (isOff(frame, peer)) {
      return List.of();
    }
    ByteBuf header = frame.slice();
    List<SlpMessage> replies;
    try {
      SlpMessage message = SlpCodec.decode(frame);
      tally.received.increment();
      replies = ask(new SlpRequest(message, peer, link, false, true), header);
    } catch (SlpException fault) {
      gate.refuse(peer, fault.reason().name());
      replies = error(header, fault.error());
    }
    return replies.stream()
        .map(r -> encode(r, SlpLimits.MAX_MESSAGE_BYTES, peer))
        .filter(Objects::nonNull)
        .toList();
  }

  /** Whether it is of a version that is switched off; others that are not spoken are told so. */
  private boolean isOff(ByteBuf message, InetSocketAddress sender) {
    int version = message.isReadable() ? message.getUnsignedByte(message.readerIndex()) : 0;
    boolean off = (version == 1 || version == 2) && !settings.versions().contains(version);
    return off && !gate.refuse(sender, "version " + version + " is off");
  }

  private boolean isOwn(String previousResponder) {
    InetAddress address = Network.address(previousResponder.strip());
    return address != null && links.stream().anyMatch(l -> sameBytes(l.address(), address));
  }

  /** Zones apart: they mean something to one host only. */
  private static boolean sameBytes(InetAddress one, InetAddress other) {
    return Arrays.equals(one.getAddress(), other.getAddress());
  }

  private List<SlpMessage> ask(SlpRequest request, ByteBuf header) {
    List<SlpMessage> contents = new ArrayList<>();
    List<SlpMessage> others = new ArrayList<>();
    for (SlpResponder responder : responders) {
      try {
        responder.answer(request).ifPresent(r -> (silent(r) ? others : contents).add(r));
      } catch (RuntimeException fault) {
        LOG.error("An SLP agent failed to answer {}", request.message(), fault);
        others.addAll(error(header, SlpError.INTERNAL_ERROR));
      }
      if (!request.multicast() && !contents.isEmpty()) {
        break;
      }
    }
    return request.multicast() || !contents.isEmpty() ? contents : firstOf(others);
  }

  private static List<SlpMessage> firstOf(List<SlpMessage> replies) {
    return replies.isEmpty() ? replies : replies.subList(0, 1);
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
    if (reply instanceof AttrRply r) {
      return !r.error().ok() || r.attributeList().isEmpty();
    }
    return (reply instanceof DAAdvert r && !r.error().ok()) || reply instanceof SrvAck;
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

  /** To a datagram: all replies together stay within the limit, and each within the MTU. */
  private List<byte[]> encode(List<SlpMessage> replies, int limit, InetSocketAddress sender) {
    int left = limit;
    List<byte[]> encoded = new ArrayList<>(replies.size());
    for (SlpMessage reply : replies) {
      byte[] bytes = encode(reply, Math.min(left, settings.mtu()), sender);
      if (bytes != null) {
        encoded.add(bytes);
        left -= bytes.length;
      }
    }
    return encoded;
  }

  private byte @Nullable [] encode(SlpMessage reply, int limit, InetSocketAddress sender) {
    try {
      SlpCodec.encodeReply(reply, limit, scratch.clear());
      return ByteBufUtil.getBytes(scratch);
    } catch (IllegalArgumentException tooLarge) {
      gate.unanswered(sender, "no reply fits its request: " + tooLarge.getMessage());
      return null;
    }
  }
}
