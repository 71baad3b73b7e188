// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.NetworkInterface;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.SearchReport;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerListener;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.ranking.LoadRanker;
import org.loadstar.api.ranking.RankedOffer;
import org.loadstar.api.ranking.Ranking;
import org.loadstar.api.ranking.Requirements;
import org.loadstar.api.session.HostPort;
import org.loadstar.api.session.KeyResult;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.SessionRuntimeDTO;
import org.loadstar.api.session.SessionRuntimeDTO.SessionDTO;
import org.loadstar.net.NetworkStack;
import org.loadstar.net.TlsProfiles;
import org.loadstar.net.internal.tls.TlsProfilesComponent;
import org.loadstar.session.internal.choice.Connector;
import org.loadstar.session.internal.profile.HostCodePages;

/** What sessions need around them: real event loops, and discovery and ranking of a test. */
final class World implements Collaborators, AutoCloseable {
  /** For hosts that take their time by right, or much of the machine's. */
  private static final Connector.Limits PATIENT = limits(Duration.ofSeconds(10));

  /** For tests of silence. */
  static final Connector.Limits HASTY = limits(Duration.ofMillis(1500));

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  final AtomicInteger leases = new AtomicInteger();
  final AtomicInteger changes = new AtomicInteger();
  final AtomicInteger searches = new AtomicInteger();
  final List<String> told = new CopyOnWriteArrayList<>();
  final List<ServerOffer> offers = new CopyOnWriteArrayList<>();
  final ListenerHub listeners = new ListenerHub(changes::incrementAndGet);
  final HostCodePages codePages = new HostCodePages(changes::incrementAndGet);
  final Sessions sessions;
  volatile @Nullable ServerLocator locator = new Locator();
  volatile @Nullable LoadRanker ranker = new Ranker();
  final TlsProfilesComponent tls = new TlsProfilesComponent();

  World() {
    this(PATIENT);
  }

  World(Connector.Limits limits) {
    sessions = new Sessions(this, limits, listeners, codePages, changes::incrementAndGet);
  }

  private static Connector.Limits limits(Duration negotiation) {
    return new Connector.Limits(
        Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(10), negotiation);
  }

  /** Discovery finds these, and ranking puts those that failed behind the others. */
  void offer(ScriptedHost... hosts) {
    for (ScriptedHost host : hosts) {
      HostPort at = host.address();
      offers.add(ServerOffer.at(at.host(), at.port(), "slp", Instant.EPOCH));
    }
  }

  static SessionProfile to(ScriptedHost... hosts) {
    List<HostPort> all = Arrays.stream(hosts).map(ScriptedHost::address).toList();
    return SessionProfile.discovering("test").with(change -> change.slp(false).hosts(all));
  }

  static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  static ScreenSnapshot await(Session session, Predicate<ScreenSnapshot> condition)
      throws Exception {
    return get(session.await(condition, Duration.ofSeconds(10)));
  }

  static ScreenSnapshot shows(Session session, String text) throws Exception {
    return await(session, screen -> screen.shows(text));
  }

  static void accepted(CompletionStage<KeyResult> result) throws Exception {
    assertEquals(KeyResult.ACCEPTED, get(result));
  }

  /** What is told of the only session. */
  SessionDTO dto() {
    SessionRuntimeDTO dto = new SessionRuntimeDTO();
    sessions.tell(dto);
    return dto.sessions.get(0);
  }

  Session open(SessionProfile profile) throws Exception {
    return sessions.open(profile).toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Override
  public @Nullable ServerLocator locator() {
    return locator;
  }

  @Override
  public @Nullable LoadRanker ranker() {
    return ranker;
  }

  @Override
  public @Nullable TlsProfiles tls() {
    return tls;
  }

  @Override
  public NetworkStack network() {
    return new Network();
  }

  @Override
  public void close() {
    sessions.closeAll();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  class Locator implements ServerLocator {
    @Override
    public CompletionStage<ServerList> find(ServerQuery query) {
      searches.incrementAndGet();
      return CompletableFuture.completedFuture(
          new ServerList(
              offers,
              true,
              new SearchReport(
                  List.of("default"),
                  List.of(2),
                  List.of("lo"),
                  Duration.ofMillis(1),
                  Duration.ofMillis(2),
                  Duration.ofMillis(3),
                  List.of())));
    }

    @Override
    public Watch watch(ServerQuery query, ServerListener listener) {
      throw new UnsupportedOperationException();
    }
  }

  private final class Ranker implements LoadRanker {
    @Override
    public CompletionStage<Ranking> rank(List<ServerOffer> all, Requirements requirements) {
      List<RankedOffer> ranked = new ArrayList<>();
      for (boolean bad : new boolean[] {false, true}) {
        for (ServerOffer offer : all) {
          if (told.stream().anyMatch(t -> t.startsWith("failed " + offer.address())) == bad) {
            ranked.add(new RankedOffer(offer, true, 0, "in order"));
          }
        }
      }
      return CompletableFuture.completedFuture(
          new Ranking(ranked, "test", Instant.EPOCH, List.of()));
    }

    @Override
    public void failed(ServerOffer offer, String reason) {
      told.add("failed " + offer.address() + " " + reason);
    }

    @Override
    public void succeeded(ServerOffer offer) {
      told.add("succeeded " + offer.address());
    }
  }

  private final class Network implements NetworkStack {
    @Override
    public Lease lease() {
      leases.incrementAndGet();
      return new Lease() {
        @Override
        public EventLoopGroup group() {
          return group;
        }

        @Override
        public void close() {
          leases.decrementAndGet();
        }
      };
    }

    @Override
    public Clock clock() {
      return Clock.systemUTC();
    }

    @Override
    public List<NetworkInterface> multicastInterfaces() {
      return List.of();
    }

    @Override
    public int multicastTtl() {
      return 1;
    }
  }
}
