// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
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
import org.loadstar.slp.SlpGroups;
import org.loadstar.slp.SlpLimits;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.endpoint.SlpCounters;
import org.loadstar.slp.endpoint.SlpExchange;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets of one user agent's search. All but the public methods runs on its event loop. */
final class Exchange implements SlpExchange {
  private static final Logger LOG = LoggerFactory.getLogger(SlpExchange.class);
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final String ANY = "any";
  private static final InetAddress ANY_IPV4 = new InetSocketAddress("0.0.0.0", 0).getAddress();
  private static final InetAddress ANY_IPV6 = new InetSocketAddress("::", 0).getAddress();

  private final NetworkStack stack;
  private final Settings settings;
  private final StreamPool pool;
  private final PeerFaults peerFaults;
  private final NetworkStack.Lease lease;
  private final EventLoop loop;
  private final Tally tally = new Tally();
  private final UdpSocket.Buffer buffer = new UdpSocket.Buffer();
  private final Map<SlpLink, UdpSocket> sockets = new ConcurrentHashMap<>();
  private final List<SlpLink> links;
  private final Set<String> faults = ConcurrentHashMap.newKeySet();
  private final Set<Integer> xids = ConcurrentHashMap.newKeySet();
  private final Map<Integer, Asked> questions = new ConcurrentHashMap<>();
  private final Set<StreamQuestion> streams = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean open = new AtomicBoolean(true);

  /** Of the event loop: what was announced before the end has been sent. */
  private boolean ended;

  Exchange(NetworkStack stack, Settings settings, StreamPool pool, PeerFaults peerFaults) {
    this.stack = stack;
    this.settings = settings;
    this.pool = pool;
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

  private UdpSocket start(SlpLink link, DatagramChannel socket) throws IOException {
    UdpSocket started =
        UdpSocket.start(
            socket, loop, buffer, (s, datagram, from) -> received(link, datagram, from));
    sockets.put(link, started);
    return started;
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
    return ask(new Asked(request, List.copyOf(via), null, onReply), request);
  }

  @Override
  public Question unicast(
      SlpMessage request,
      InetSocketAddress agent,
      @Nullable SlpLink link,
      Consumer<? super SlpReply> onReply) {
    SlpLink via = link == null ? anyLink(agent.getAddress()) : link;
    return ask(new Asked(request, List.of(via), agent, onReply), request);
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
    byte[] bytes = encode(request);
    StreamQuestion question =
        new StreamQuestion(
            pool,
            agent,
            request,
            bytes,
            loop,
            answer -> {
              tally.received.increment();
              onReply.accept(new SlpReply(answer.message(), agent, link(answer.to())));
            },
            onFailure,
            ended -> {
              streams.remove(ended);
              xids.remove(ended.xid());
            });
    streams.add(question);
    String fault = fault(request, bytes.length, SlpLimits.MAX_MESSAGE_BYTES);
    if (fault != null) {
      question.failed(fault);
    } else if (open.get()) {
      tally.sent.increment();
      pool.ask(stack, question);
    }
    return question;
  }

  /** The way that leads from an address of this host. */
  private SlpLink link(InetAddress own) {
    return links.stream().filter(l -> l.address().equals(own)).findFirst().orElse(anyLink(own));
  }

  @Override
  public boolean connected(InetSocketAddress agent) {
    return pool.connected(agent);
  }

  @Override
  public void announce(SlpMessage announcement, Collection<SlpLink> via) {
    byte[] datagram = encoded(announcement);
    if (datagram != null && open.get()) {
      List<SlpLink> links = List.copyOf(via);
      loop.execute(() -> links.forEach(link -> multicast(announcement, datagram, link)));
    }
  }

  private void multicast(SlpMessage message, byte[] datagram, SlpLink link) {
    SlpGroups.of(message, link.address())
        .ifPresent(group -> send(datagram, link, new InetSocketAddress(group, settings.port())));
  }

  /** The datagram; null where it must not be sent, which is told as a fault. */
  private byte @Nullable [] encoded(SlpMessage message) {
    byte[] datagram = encode(message);
    String fault = fault(message, datagram.length, settings.mtu());
    if (fault != null) {
      faults.add(fault);
    }
    return fault == null ? datagram : null;
  }

  private @Nullable String fault(SlpMessage message, int size, int most) {
    int version = message.header().version();
    if (!settings.versions().contains(version)) {
      return "version " + version + " is off in org.loadstar.slp.endpoint versions";
    }
    return size <= most ? null : "a request of " + size + " bytes is larger than " + most;
  }

  private void send(byte[] datagram, SlpLink link, InetSocketAddress to) {
    UdpSocket socket = ended ? null : socket(link);
    if (socket == null) {
      return;
    }
    try {
      tally.sent.increment();
      socket.send(datagram, to);
    } catch (IOException unsent) {
      faults.add(link + ": " + unsent.getMessage());
    }
  }

  @Override
  public List<Integer> versions() {
    return settings.versions();
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
            ended = true;
            questions.clear();
            streams.forEach(StreamQuestion::close);
            sockets.values().forEach(UdpSocket::close);
            lease.close();
          });
    }
  }

  /** On the event loop. */
  void received(SlpLink link, ByteBuf datagram, InetSocketAddress sender) {
    SlpMessage message;
    try {
      message = SlpCodec.decode(datagram);
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
    private final @Nullable InetSocketAddress agent;

    /** A question to one agent, or to the group. */
    Asked(
        SlpMessage request,
        List<SlpLink> via,
        @Nullable InetSocketAddress agent,
        Consumer<? super SlpReply> onReply) {
      this.pattern = new ReplyPattern(request, agent == null ? null : agent.getAddress());
      this.via = via;
      this.agent = agent;
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
      byte[] datagram = encoded(request);
      if (datagram != null && open.get()) {
        loop.execute(() -> via.forEach(link -> send(request, datagram, link)));
      }
    }

    private void send(SlpMessage request, byte[] datagram, SlpLink link) {
      if (!open.get() || questions.get(pattern.xid()) != this) {
        return; // nobody waits for an answer any more
      }
      if (agent == null) {
        multicast(request, datagram, link);
      } else {
        Exchange.this.send(datagram, link, agent);
      }
    }

    @Override
    public void close() {
      questions.remove(pattern.xid(), this);
      xids.remove(pattern.xid());
    }
  }

  private static byte[] encode(SlpMessage request) {
    ByteBuf out = Unpooled.buffer();
    SlpCodec.encode(request, out);
    return ByteBufUtil.getBytes(out);
  }

  private @Nullable UdpSocket socket(SlpLink link) {
    UdpSocket known = sockets.get(link);
    if (known != null || !link.interfaceName().equals(ANY)) {
      return known;
    }
    try {
      return start(link, Sockets.bind(new InetSocketAddress(link.address(), 0), null, 0, false));
    } catch (IOException refused) {
      faults.add(link + ": " + refused.getMessage());
      return null;
    }
  }

  /** Where the routes lead. */
  private static SlpLink anyLink(InetAddress to) {
    return new SlpLink(ANY, to instanceof Inet6Address ? ANY_IPV6 : ANY_IPV4);
  }
}
