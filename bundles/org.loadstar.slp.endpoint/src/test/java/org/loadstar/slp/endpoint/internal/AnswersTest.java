// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.slp.endpoint.internal.Host.multicast;
import static org.loadstar.slp.endpoint.internal.Host.unicast;

import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.ServiceUrl;
import org.loadstar.slp.SlpCodec;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.SrvTypeRqst;
import org.loadstar.slp.endpoint.SlpCounters;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpResponder;
import org.loadstar.testkit.ManualClock;
import org.loadstar.testkit.Mutations;

/** What requests get for an answer, on a clock that the test turns. */
class AnswersTest {
  /** Without a limit on rates. */
  private static final Settings OPEN =
      new Settings(427, List.of(2, 1), 1400, 1_000_000, 1_000_000_000, 1_000_000_000, List.of());

  private final ManualClock clock = new ManualClock();
  private final InetSocketAddress sender = Host.local(4000);

  @Test
  void mutatedRequestsNeverThrowAndNeverGetMoreThanTheirLimit() {
    SlpLink link = new SlpLink("lo", InetAddress.getLoopbackAddress());
    Tally tally = new Tally();
    Answers answers =
        new Answers(
            List.of(Host.offering("service:tn3270://one:23")),
            List.of(link),
            OPEN,
            clock,
            tally,
            gate(OPEN, tally));
    List<byte[]> corpus =
        List.of(
            Peer.bytes(unicast(1)),
            Peer.bytes(multicast(2, "10.0.0.1")),
            Peer.bytes(
                new AttrRqst(
                    SlpHeader.v2(3),
                    List.of(),
                    "service:tn3270://one:23",
                    Scopes.DEFAULT,
                    List.of(),
                    "")),
            Peer.bytes(new SrvTypeRqst(SlpHeader.v2(4), List.of(), null, Scopes.DEFAULT)),
            Peer.bytes(
                new SrvRqst(SlpHeader.v1(5), List.of(), "service:tn3270", Scopes.DEFAULT, "", "")),
            Peer.bytes(new SrvTypeRqst(SlpHeader.v1(6), List.of(), null, Scopes.DEFAULT)));
    int[] answered = new int[1];
    int[] pastHeader = new int[1];
    Mutations.run(
        "SLP answers",
        corpus,
        14,
        input -> {
          clock.advance(Duration.ofMillis(1));
          pastHeader[0] += hasHeader(input) ? 1 : 0;
          for (byte[] reply :
              answers.toDatagram(
                  Unpooled.wrappedBuffer(input), sender, link, answered[0] % 2 == 0)) {
            answered[0]++;
            assertTrue(reply.length <= Math.max(350, 10 * input.length), reply.length + " bytes");
          }
        });
    assertTrue(answered[0] > Mutations.runs() / 10, answered[0] + " answers");
    assertTrue(pastHeader[0] > Mutations.runs() / 3, pastHeader[0] + " past the header");
    assertEquals(Mutations.runs(), tally.counters().received() + tally.counters().refused());
  }

  @Test
  void aUnicastRequestGetsTheFirstReplyWithContentElseTheFirst() throws SlpException {
    SlpResponder nothing = request -> Optional.empty();
    SlpResponder failing =
        request -> {
          throw new IllegalStateException("planted");
        };
    SlpResponder refusing =
        request ->
            Optional.of(
                new SrvRply(request.message().header().reply(), SlpError.SCOPE_NOT_SUPPORTED));
    SlpResponder one = Host.offering("service:tn3270://one:23");
    SlpResponder two = Host.offering("service:tn3270://two:23");
    assertEquals("one", told(nothing, refusing, failing, one, two));
    assertEquals("two", told(two, one));
    assertEquals("SCOPE_NOT_SUPPORTED", told(nothing, refusing, failing));
    assertEquals("INTERNAL_ERROR", told(failing, refusing));
  }

  /** Found by mutation: the reply's language tag is longer than all of the broken request. */
  @Test
  void aMessageIsCountedOnceAlsoWhereNotEvenAnErrorFitsIt() {
    Tally tally = new Tally();
    SlpLink link = new SlpLink("lo", InetAddress.getLoopbackAddress());
    Answers answers = new Answers(List.of(), List.of(link), OPEN, clock, tally, gate(OPEN, tally));
    byte[] broken = HexFormat.of().parseHex("02090000150000001900ffff000744454641554c54");
    assertEquals(
        List.of(), answers.toDatagram(Unpooled.wrappedBuffer(broken), sender, link, false));
    assertEquals(new SlpCounters(0, 0, 1), tally.counters());
  }

  /** The host that a unicast request is told, or the error. */
  private String told(SlpResponder... responders) throws SlpException {
    SlpLink link = new SlpLink("lo", InetAddress.getLoopbackAddress());
    Tally tally = new Tally();
    Answers answers =
        new Answers(List.of(responders), List.of(link), OPEN, clock, tally, gate(OPEN, tally));
    List<byte[]> replies =
        answers.toDatagram(Unpooled.wrappedBuffer(Peer.bytes(unicast(1))), sender, link, false);
    assertEquals(1, replies.size());
    SrvRply reply = (SrvRply) SlpCodec.decode(Unpooled.wrappedBuffer(replies.get(0)));
    return reply.urlEntries().isEmpty()
        ? reply.error().toString()
        : ServiceUrl.parse(reply.urlEntries().get(0).url()).host();
  }

  private Gate gate(Settings settings, Tally tally) {
    Gate gate = new Gate(settings, clock, tally, new PeerFaults());
    gate.follow();
    return gate;
  }

  private static boolean hasHeader(byte[] input) {
    try {
      SlpCodec.decodeHeader(Unpooled.wrappedBuffer(input));
      return true;
    } catch (SlpException noHeader) {
      return false;
    }
  }

  @Test
  void aReplyIsRememberedForFifteenSecondsForItsSenderAndTransaction() {
    ReplyCache cache = new ReplyCache(clock);
    List<byte[]> reply = List.of(new byte[] {1});
    cache.put(ReplyCache.key(sender, true, multicast(1)), reply);
    assertEquals(reply, cache.get(ReplyCache.key(sender, true, multicast(1, "10.0.0.1"))));
    assertNull(cache.get(ReplyCache.key(sender, true, multicast(2))));
    assertNull(cache.get(ReplyCache.key(sender, false, multicast(1))));
    assertNull(cache.get(ReplyCache.key(Host.local(4001), true, multicast(1))));
    clock.advance(Duration.ofSeconds(15));
    assertNull(cache.get(ReplyCache.key(sender, true, multicast(1))));
  }

  @Test
  void aSourcePushesOutItsOwnRepliesOnlyAndANewSourceTheOneSilentLongest() {
    ReplyCache cache = new ReplyCache(clock);
    List<byte[]> reply = List.of(new byte[] {1});
    ReplyCache.Key other = ReplyCache.key(from("10.0.0.1"), false, unicast(1));
    cache.put(other, reply);
    for (int xid = 0; xid < 10_000; xid++) {
      cache.put(ReplyCache.key(sender, false, unicast(xid)), reply);
    }
    assertNull(cache.get(ReplyCache.key(sender, false, unicast(9_983))));
    assertNotNull(cache.get(ReplyCache.key(sender, false, unicast(9_984))));
    assertNotNull(cache.get(other));
    for (int i = 0; i < ReplyCache.MOST_SOURCES - 1; i++) {
      cache.put(ReplyCache.key(from("10.0.1." + i), false, unicast(1)), reply);
    }
    assertNotNull(cache.get(other));
    assertNull(cache.get(ReplyCache.key(sender, false, unicast(9_999))));
  }

  private static InetSocketAddress from(String address) {
    return new InetSocketAddress(address, 4000);
  }

  @Test
  void aShareFillsWithTimeUpToTwoSecondsWorth() throws Exception {
    TokenBuckets<InetAddress> buckets = new TokenBuckets<>(10, clock);
    InetAddress source = InetAddress.getByName("192.0.2.1");
    assertEquals(20, taken(buckets, source));
    clock.advance(Duration.ofMillis(500));
    assertEquals(5, taken(buckets, source));
    clock.advance(Duration.ofHours(1));
    assertEquals(20, taken(buckets, source));
    assertTrue(buckets.take(InetAddress.getByName("192.0.2.2"), 1));
    clock.advance(Duration.ofHours(-1));
    assertFalse(buckets.take(source, 1));
  }

  private static int taken(TokenBuckets<InetAddress> buckets, InetAddress source) {
    int taken = 0;
    while (buckets.take(source, 1)) {
      taken++;
    }
    return taken;
  }
}
