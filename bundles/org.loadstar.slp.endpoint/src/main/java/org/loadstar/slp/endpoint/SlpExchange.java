// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.SlpMessage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A user agent's sockets: one ephemeral, unconnected UDP socket per interface. Any thread may call
 * it; answers are delivered on {@link #executor()}.
 *
 * <p>An answer is delivered if its transaction identifier is that of an open question, its function
 * fits, it comes from the host asked where one host was asked, and it is the first from its
 * responder. All else is counted as refused.
 */
@ProviderType
public interface SlpExchange extends AutoCloseable {
  /** The one thread that answers are delivered on; timers may run there. Ends with the exchange. */
  ScheduledExecutorService executor();

  /** The ways that multicast can go; empty where no interface can be used. */
  List<SlpLink> links();

  /** The UDP port that requests to the group go to, and that agents listen on. */
  int port();

  /** The largest request in bytes that is sent; larger ones are dropped and told as a fault. */
  int mtu();

  /** One line per interface that could not be used or that refused to send. */
  List<String> faults();

  /** A random transaction identifier, not 0 and not that of an open question. */
  int newXid();

  /**
   * Sends a request from each of the links to the group that its version, its service type and the
   * link's family ask for (RFC 2165 section 3.6.3, RFC 2608 section 6.1, RFC 3111 section 4); a
   * request of version 1 does not leave by IPv6.
   *
   * @param request with the flag REQUEST_MCAST set; its transaction identifier is that of the
   *     question, from {@link #newXid()}
   * @param onReply gets each responder's first answer until the question is closed
   */
  Question multicast(
      SlpMessage request, Collection<SlpLink> links, Consumer<? super SlpReply> onReply);

  /**
   * Sends a request to one agent.
   *
   * @param link the way to go, or null for the way the routing table tells
   */
  Question unicast(
      SlpMessage request,
      InetSocketAddress agent,
      @Nullable SlpLink link,
      Consumer<? super SlpReply> onReply);

  /**
   * Sends a request to one agent by TCP, on the connection that is kept to it where there is one.
   * The endpoint keeps connections while requests are frequent; they outlive the exchange. Exactly
   * one of the two is called, unless the question is closed before.
   *
   * @param request of any size up to {@link org.loadstar.slp.SlpLimits#MAX_MESSAGE_BYTES}
   * @param onFailure gets one line: the connection was refused, lost, or told nonsense
   * @return to be closed where no answer came in time; cannot repeat
   */
  Question stream(
      SlpMessage request,
      InetSocketAddress agent,
      Consumer<? super SlpReply> onReply,
      Consumer<? super String> onFailure);

  /** Whether a TCP connection is kept to the agent: {@link #stream} costs one round trip then. */
  boolean connected(InetSocketAddress agent);

  /** Multicasts an announcement, which nobody answers: a DAAdvert. */
  void announce(SlpMessage announcement, Collection<SlpLink> links);

  /** The versions of SLP that the configuration allows, the better one first. */
  List<Integer> versions();

  /** Messages of this exchange so far; may be asked after the end too. */
  SlpCounters counters();

  /** Closes all questions, and the sockets when what was announced is sent; idempotent. */
  @Override
  void close();

  /** A request that waits for answers. */
  @ProviderType
  interface Question extends AutoCloseable {
    /** Its transaction identifier. */
    int xid();

    /**
     * Sends again, to the same destination.
     *
     * @param request with the same transaction identifier, perhaps with more previous responders
     */
    void repeat(SlpMessage request);

    /** No more answers are delivered; idempotent. */
    @Override
    void close();
  }
}
