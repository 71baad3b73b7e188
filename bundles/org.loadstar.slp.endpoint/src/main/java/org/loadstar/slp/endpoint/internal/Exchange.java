// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.loadstar.net.NetworkStack;
import org.loadstar.slp.SlpCodec;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.endpoint.SlpCounters;
import org.loadstar.slp.endpoint.SlpEndpoint;
import org.loadstar.slp.endpoint.SlpExchange;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets of one user agent's search. All but the public methods runs on its event loop. */
final class Exchange implements SlpExchange {
  private static final Logger LOG = LoggerFactory.getLogger(SlpExchange.class);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Settings settings;
  private final PeerFaults peerFaults;
  private final NetworkStack.Lease lease;
  private final EventLoop loop;
  private final Tally tally = new Tally();
  private final Map<SlpLink, Channel> channels = new ConcurrentHashMap<>();
  private final List<SlpLink> links;
  private final SlpLink anyLink = new SlpLink("any", new InetSocketAddress(0).getAddress());
  private final Set<String> faults = ConcurrentHashMap.newKeySet();
  private final Set<Integer> xids = ConcurrentHashMap.newKeySet();
  private final Map<Integer, Asked> questions = new ConcurrentHashMap<>();
  private final AtomicBoolean open = new AtomicBoolean(true);

  Exchange(NetworkStack stack, Settings settings, PeerFaults peerFaults) {
    this.settings = settings;
    this.peerFaults = peerFaults;
    this.lease = stack.lease();
    this.loop = lease.group().next();
    List<SlpLink> usable = new ArrayList<>();
    for (Sockets.Place place : Sockets.places(stack)) {
      SlpLink link = place.link();
      try {
        InetSocketAddress own = new InetSocketAddress(link.address(), 0);
        start(link, Sockets.bind(own, place.nif(), stack.multicastTtl(), false));
        usable.add(link);
      } catch (IOException refused) {
        faults.add(link + ": " + refused.getMessage());
      }
    }
    this.links = List.copyOf(usable);
  }

  private Channel start(SlpLink link, DatagramChannel socket) {
    Channel channel = Sockets.start(socket, loop, (c, packet) -> received(link, packet));
    channels.put(link, channel);
    return channel;
  }

  @Override
  public ScheduledExecutorService executor() {
    return loop;
  }

  @Override
  public List<SlpLink> links() {
    return links;
  }

  @Override
  public int port() {
    return settings.port();
  }

  @Override
  public int mtu() {
    return settings.mtu();
  }

  @Override
  public List<String> faults() {
    return faults.stream().sorted().toList();
  }

  @Override
  public int newXid() {
    int xid;
    do {
      xid = 1 + RANDOM.nextInt(0xFFFF);
    } while (!xids.add(xid));
    return xid;
  }

  @Override
  public Question multicast(
      SlpMessage request, Collection<SlpLink> via, Consumer<? super SlpReply> onReply) {
    InetSocketAddress group = new InetSocketAddress(SlpEndpoint.GROUP, settings.port());
    return ask(new Asked(request, List.copyOf(via), group, null, onReply), request);
  }

  @Override
  public Question unicast(
      SlpMessage request,
      InetSocketAddress agent,
      @Nullable SlpLink link,
      Consumer<? super SlpReply> onReply) {
    SlpLink via = link == null ? anyLink : link;
    return ask(new Asked(request, List.of(via), agent, agent, onReply), request);
  }

  private Question ask(Asked question, SlpMessage request) {
    if (questions.putIfAbsent(question.pattern.xid(), question) != null) {
      throw new IllegalArgumentException("xid " + question.pattern.xid() + " is in use");
    }
    question.repeat(request);
    return question;
  }

  @Override
  public Question stream(
      SlpMessage request,
      InetSocketAddress agent,
      Consumer<? super SlpReply> onReply,
      Consumer<? super String> onFailure) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean connected(InetSocketAddress agent) {
    return false;
  }

  @Override
  public void announce(SlpMessage announcement, Collection<SlpLink> via) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Integer> versions() {
    return List.of(2, 1);
  }

  @Override
  public SlpCounters counters() {
    return tally.counters();
  }

  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      loop.execute(
          () -> {
            questions.clear();
            channels.values().forEach(Channel::close);
            lease.close();
          });
    }
  }

  private void received(SlpLink link, DatagramPacket packet) {
    InetSocketAddress sender = packet.sender();
    SlpMessage message;
    try {
      message = SlpCodec.decode(packet.content());
    } catch (SlpException fault) {
      tally.refused.increment();
      peerFaults.report(sender.getAddress(), fault.reason().name());
      return;
    }
    Asked question = questions.get(message.header().xid());
    if (question == null || !question.pattern.fits(message, sender.getAddress())) {
      tally.refused.increment();
      LOG.debug("{} from {} answers nothing that was asked", message, sender);
      return;
    }
    tally.received.increment();
    if (question.pattern.first(sender)) {
      try {
        question.onReply.accept(new SlpReply(message, sender, link));
      } catch (RuntimeException fault) {
        LOG.error("An SLP user agent failed on {}", message, fault);
      }
    }
  }

  private final class Asked implements Question {
    final ReplyPattern pattern;
    final Consumer<? super SlpReply> onReply;
    private final List<SlpLink> via;
    private final InetSocketAddress to;

    Asked(
        SlpMessage request,
        List<SlpLink> via,
        InetSocketAddress to,
        @Nullable InetSocketAddress agent,
        Consumer<? super SlpReply> onReply) {
      this.pattern = new ReplyPattern(request, agent == null ? null : agent.getAddress());
      this.via = via;
      this.to = to;
      this.onReply = onReply;
    }

    @Override
    public int xid() {
      return pattern.xid();
    }

    @Override
    public void repeat(SlpMessage request) {
      if (request.header().xid() != pattern.xid()) {
        throw new IllegalArgumentException("not the question's xid: " + request.header().xid());
      }
      byte[] datagram = encode(request);
      if (datagram.length > settings.mtu()) {
        faults.add("a request of " + datagram.length + " bytes is larger than the MTU");
      } else if (open.get()) {
        loop.execute(() -> via.forEach(link -> send(datagram, link)));
      }
    }

    private void send(byte[] datagram, SlpLink link) {
      Channel channel = open.get() ? channel(link) : null;
      if (channel == null || questions.get(pattern.xid()) != this) {
        return;
      }
      tally.sent.increment();
      channel
          .writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(datagram), to))
          .addListener(
              sent -> {
                if (!sent.isSuccess()) {
                  faults.add(link + ": " + sent.cause().getMessage());
                }
              });
    }

    @Override
    public void close() {
      questions.remove(pattern.xid(), this);
      xids.remove(pattern.xid());
    }
  }

  private static byte[] encode(SlpMessage request) {
    ByteBuf out = Unpooled.buffer();
    try {
      SlpCodec.encode(request, out);
      return ByteBufUtil.getBytes(out);
    } finally {
      out.release();
    }
  }

  private @Nullable Channel channel(SlpLink link) {
    Channel known = channels.get(link);
    if (known != null || !link.equals(anyLink)) {
      return known;
    }
    try {
      return start(anyLink, Sockets.bind(new InetSocketAddress(0), null, 0, false));
    } catch (IOException refused) {
      faults.add(anyLink + ": " + refused.getMessage());
      return null;
    }
  }
}
