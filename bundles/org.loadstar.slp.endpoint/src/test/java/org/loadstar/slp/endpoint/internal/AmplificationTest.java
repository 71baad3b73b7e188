// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.loadstar.slp.endpoint.internal.Host.unicast;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpEnvelope;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.SrvTypeRply;
import org.loadstar.slp.SrvTypeRqst;
import org.loadstar.slp.UrlEntry;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpRequest;
import org.loadstar.slp.endpoint.SlpResponder;
import org.loadstar.testkit.ManualClock;

/** Whoever forges a sender gets no more sent to it than ten times what he sends himself. */
class AmplificationTest {
  private static final int RUNS = 100_000;
  private static final SlpLink LINK = new SlpLink("lo", InetAddress.getLoopbackAddress());

  private final ManualClock clock = new ManualClock();
  private final Tally tally = new Tally();
  private final long seed = Long.getLong("loadstar.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private Answers answers(List<SlpResponder> responders, Map<String, Object> config) {
    Settings settings = Settings.of(Host.config(config));
    Gate gate = new Gate(settings, clock, tally, new PeerFaults());
    gate.follow();
    return new Answers(responders, List.of(LINK), settings, clock, tally, gate);
  }

  @Test
  void noRequestGetsMoreThanTenTimesItsBytesOr350() {
    System.out.println("amplification seed " + seed + " runs " + RUNS);
    List<SlpResponder> responders = new ArrayList<>();
    Answers answers = answers(responders, Map.of("repliesPerSecond", 1_000_000));
    int answered = 0;
    int cut = 0;
    for (int run = 0; run < RUNS; run++) {
      clock.advance(Duration.ofMillis(1));
      responders.clear();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        responders.add(this::answer);
      }
      byte[] request = Peer.bytes(request(run));
      InetSocketAddress sender = Host.local(1024 + random.nextInt(60_000));
      List<byte[]> replies =
          answers.toDatagram(Unpooled.wrappedBuffer(request), sender, LINK, random.nextBoolean());
      int sum = replies.stream().mapToInt(r -> r.length).sum();
      String what = sum + " bytes for " + request.length + ", seed " + seed + " run " + run;
      assertTrue(sum <= Math.max(350, 10 * request.length), what);
      assertTrue(replies.stream().allMatch(r -> r.length <= 1400), what);
      answered += replies.size();
      cut += (int) replies.stream().filter(AmplificationTest::overflows).count();
    }
    assertTrue(answered > RUNS / 2, answered + " replies");
    assertTrue(cut > RUNS / 10, cut + " cut");
  }

  @Test
  void noErrorIsLargerThanItsRequest() {
    System.out.println("errors seed " + seed + " runs " + RUNS / 5);
    SlpError[] said = {SlpError.SCOPE_NOT_SUPPORTED, SlpError.LANGUAGE_NOT_SUPPORTED};
    SlpResponder refusing =
        request ->
            new SlpEnvelope(request.message().header(), request.message().function(), 0)
                .errorReply(said[random.nextInt(said.length)]);
    Answers answers = answers(List.of(refusing), Map.of("repliesPerSecond", 1_000_000));
    int errors = 0;
    for (int run = 0; run < RUNS / 5; run++) {
      clock.advance(Duration.ofMillis(1));
      byte[] request = Peer.bytes(request(run));
      if (random.nextInt(3) > 0) {
        request = Arrays.copyOf(request, 12 + random.nextInt(request.length - 12));
        ByteBuf length = Unpooled.wrappedBuffer(request);
        if (request[0] == 1) {
          length.setShort(2, request.length);
        } else {
          length.setMedium(2, request.length);
        }
      }
      List<byte[]> replies =
          answers.toDatagram(
              Unpooled.wrappedBuffer(request), Host.local(1024 + run % 60_000), LINK, false);
      for (byte[] reply : replies) {
        String what = reply.length + " bytes for " + request.length + ", seed " + seed;
        assertTrue(reply.length <= request.length, what + " run " + run);
        errors++;
      }
    }
    assertTrue(errors > RUNS / 20, errors + " errors");
  }

  private static boolean overflows(byte[] reply) {
    return (reply[reply[0] == 1 ? 4 : 5] & 0x80) != 0;
  }

  private SlpMessage request(int xid) {
    boolean v1 = random.nextInt(3) == 0;
    SlpHeader header = v1 ? SlpHeader.v1(xid & 0xFFFF) : SlpHeader.v2(xid & 0xFFFF);
    if (!v1 && random.nextBoolean()) {
      header = header.with(SlpHeader.REQUEST_MCAST);
    }
    List<String> previous = texts(random.nextInt(4), "10.0.0.");
    String type = "service:" + "t".repeat(1 + random.nextInt(40));
    return switch (random.nextInt(3)) {
      case 0 -> new SrvRqst(header, previous, type, Scopes.DEFAULT, "", "");
      case 1 -> new AttrRqst(header, previous, type, Scopes.DEFAULT, List.of(), "");
      default -> new SrvTypeRqst(header, previous, null, Scopes.DEFAULT);
    };
  }

  private List<String> texts(int count, String prefix) {
    return Stream.generate(() -> prefix + random.nextInt(1000)).limit(count).toList();
  }

  /** As many entries of as many bytes as may be. */
  private Optional<SlpMessage> answer(SlpRequest request) {
    SlpHeader header = request.message().header().reply();
    int many = random.nextInt(random.nextInt(4) > 0 ? 3 : 60);
    String path = "/" + "p".repeat(random.nextInt(60));
    if (request.message() instanceof AttrRqst) {
      List<String> attributes = texts(many, "(A" + "x".repeat(random.nextInt(30)) + "=");
      String list = String.join(",", attributes.stream().map(a -> a + ")").toList());
      return Optional.of(new AttrRply(header, SlpError.OK, list, List.of()));
    }
    if (request.message() instanceof SrvTypeRqst) {
      return Optional.of(new SrvTypeRply(header, SlpError.OK, texts(many, "service:t")));
    }
    if (random.nextInt(20) == 0) {
      String url = "service:directory-agent://10.0.0.1";
      return Optional.of(
          new DAAdvert(header, SlpError.OK, 1, url, Scopes.DEFAULT, "", "", List.of()));
    }
    List<UrlEntry> entries =
        texts(many, "service:tn3270://h").stream().map(u -> new UrlEntry(60, u + path)).toList();
    return Optional.of(new SrvRply(header, SlpError.OK, entries));
  }

  @Test
  void aSourceThatHasSpentItsBytesGetsSilenceUntilTimePasses() {
    Answers answers =
        answers(List.of(Host.offering("service:tn3270://one:23")), Map.of("bytesPerSecond", 1024));
    int first = answered(answers);
    assertTrue(first > 10 && first < 2048 / 40, first + " answers");
    assertEquals(0, answered(answers));
    clock.advance(Duration.ofSeconds(1));
    int second = answered(answers);
    assertTrue(second >= first / 2 - 1 && second <= first / 2 + 1, second + " answers");
  }

  private int nextXid;

  private int answered(Answers answers) {
    int count = 0;
    for (int i = 0; i < 100; i++) {
      byte[] request = Peer.bytes(unicast(++nextXid));
      InetSocketAddress sender = new InetSocketAddress("127.0.0." + (1 + i), 4000);
      count += answers.toDatagram(Unpooled.wrappedBuffer(request), sender, LINK, false).size();
    }
    return count;
  }

  @Test
  void aSenderThatIsNotOnALinkGetsSilence() {
    Answers answers =
        answers(List.of(Host.offering("service:tn3270://one:23")), Map.of("port", 427));
    for (InetSocketAddress forged :
        List.of(
            new InetSocketAddress("203.0.113.9", 4000),
            Host.local(53),
            new InetSocketAddress("127.255.255.255", 0))) {
      byte[] request = Peer.bytes(unicast(1));
      assertEquals(
          List.of(), answers.toDatagram(Unpooled.wrappedBuffer(request), forged, LINK, false));
    }
    assertEquals(3, tally.counters().refused());
  }
}
