// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.loadstar.net.NetworkStack;
import org.loadstar.slp.endpoint.SlpLink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens UDP sockets. They are bound and joined before they meet an event loop, which takes no time,
 * so that the caller knows at once what was refused.
 */
final class Sockets {
  /** Peers exist that send far more than they declare or the MTU allows. */
  private static final int MOST_BYTES = 65_535;

  private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

  private Sockets() {}

  /** An interface that can be used, with this host's address there. */
  record Place(NetworkInterface nif, SlpLink link) {
    /**
     * Whether sockets of the one serve the other. An interface that was removed and made again has
     * its name and address, but another index, and no memberships.
     */
    boolean same(Place other) {
      return link.equals(other.link) && nif.getIndex() == other.nif.getIndex();
    }
  }

  /** The interfaces for multicast that have an IPv4 address. */
  static List<Place> places(NetworkStack stack) {
    List<Place> places = new ArrayList<>();
    for (NetworkInterface nif : stack.multicastInterfaces()) {
      nif.inetAddresses()
          .filter(Inet4Address.class::isInstance)
          .findFirst()
          .ifPresent(a -> places.add(new Place(nif, new SlpLink(nif.getName(), a))));
    }
    return places;
  }

  /**
   * A bound socket.
   *
   * @param nif where its multicast leaves, or null for a socket that sends none
   * @param shared whether others may bind the same port too
   */
  static DatagramChannel bind(
      InetSocketAddress address, @Nullable NetworkInterface nif, int ttl, boolean shared)
      throws IOException {
    DatagramChannel socket = DatagramChannel.open(StandardProtocolFamily.INET);
    boolean done = false;
    try {
      socket.setOption(StandardSocketOptions.SO_REUSEADDR, shared);
      if (nif != null) {
        socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, nif);
        socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, ttl);
      }
      socket.bind(address);
      done = true;
      return socket;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  /**
   * A socket that receives what is multicast to the group on one interface, and nothing else: it is
   * bound to the group's own address. Windows forbids that; there it is bound to the interface's
   * address and receives unicast too.
   */
  static DatagramChannel join(InetSocketAddress group, Place place) throws IOException {
    InetAddress bound = WINDOWS ? place.link().address() : group.getAddress();
    DatagramChannel socket =
        bind(new InetSocketAddress(bound, group.getPort()), place.nif(), 0, true);
    boolean done = false;
    try {
      socket.join(group.getAddress(), place.nif());
      done = true;
      return socket;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

  /** Puts a socket onto an event loop; the receiver is called there and keeps no buffer. */
  static Channel start(
      DatagramChannel socket, EventLoop loop, BiConsumer<Channel, DatagramPacket> receiver) {
    NioDatagramChannel channel = new NioDatagramChannel(socket);
    channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(MOST_BYTES));
    channel.pipeline().addLast(handler(receiver));
    loop.register(channel);
    return channel;
  }

  private static ChannelInboundHandler handler(BiConsumer<Channel, DatagramPacket> receiver) {
    return new SimpleChannelInboundHandler<DatagramPacket>() {
      @Override
      protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
        receiver.accept(ctx.channel(), packet);
      }

      @Override
      public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // One datagram's fault, or the network's; the socket goes on.
        LOG.warn("SLP socket {}: {}", ctx.channel().localAddress(), cause.toString());
      }
    };
  }
}
