// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.SelectExtension;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SortExtension;
import org.loadstar.slp.endpoint.SlpExchange;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpReply;
import org.loadstar.slp.endpoint.SlpWays;

/**
 * Lets a {@link Search} run over an exchange: its actions become requests, the replies its events.
 * All but the public face runs on the exchange's thread.
 */
final class SlpSearch {
  private static final Set<Integer> UNDERSTOOD = Set.of(SelectExtension.ID, SortExtension.ID);

  private record Asked(Target target, Lookup.How how) {}

  /** What directory agents get at the least, where both time-outs are shorter. */
  private static final Duration DIRECTORY_TIMEOUT = Duration.ofSeconds(2);

  private final SlpExchange exchange;
  private final Clock clock;
  private final Harvest harvest;
  private final List<Integer> versions;
  private final SlpWays links;
  private final Plan plan;
  private final Search search;
  private final DirectoryDialect dialect;
  private final Trust trust;
  private final List<News.Task> tasks;
  private final Map<Topic, SlpExchange.Question> multicasts = new HashMap<>();
  private final Map<Topic, SlpExchange.Question> multicastsBesides = new HashMap<>();
  private final Map<Asked, SlpExchange.Question> questions = new HashMap<>();
  private final Map<Target, InetSocketAddress> cut = new HashMap<>();
  private final CompletableFuture<Boolean> done = new CompletableFuture<>();
  private @Nullable Future<?> timer;

  /** A search that has not begun. */
  SlpSearch(
      SlpExchange exchange,
      Clock clock,
      Wish wish,
      int leastLoaded,
      KnownDirectories known,
      Harvest harvest) {
    this.exchange = exchange;
    this.clock = clock;
    this.harvest = harvest;
    trust = known.trust();
    versions =
        exchange.versions().stream()
            .filter(v -> wish.versions().isEmpty() || wish.versions().contains(v))
            .filter(this::heard)
            .toList();
    String only = wish.networkInterface();
    links =
        SlpWays.of(
            exchange.links().stream()
                .filter(link -> only.isEmpty() || only.equals(link.interfaceName()))
                .toList());
    if (versions.isEmpty()) {
      harvest.note("SLP was not asked: versions " + wish.versions() + " are not configured");
    } else if (links.all().isEmpty()) {
      harvest.note(
          wish.networkInterface().isEmpty()
              ? "no network interface can be used for SLP"
              : "the interface " + wish.networkInterface() + " cannot be used for SLP");
    }
    plan =
        new Plan(
            wish,
            new Plan.Surroundings(
                versions,
                !links.all().isEmpty(),
                exchange.port(),
                exchange.mtu(),
                exchange::connected),
            known,
            harvest::note);
    dialect = new DirectoryDialect(known, leastLoaded, harvest::note);
    tasks = plan.tasks();
    Duration timeOut = Collections.max(List.of(wish.daTimeout(), wish.saTimeout()));
    Duration most = tasks.isEmpty() ? timeOut : timeOut.plus(DIRECTORY_TIMEOUT);
    search = new Search(plan, wish.complete(), now() + most.toNanos());
  }

  /** A version in which nothing can be verified is not spoken where all must be signed. */
  private boolean heard(int version) {
    boolean heard = trust.hears(version);
    if (!heard) {
      harvest.note("SLPv" + version + " was not asked: there is no key to verify it with");
    }
    return heard;
  }

  List<Integer> versions() {
    return versions;
  }

  List<SlpLink> links() {
    return links.all();
  }

  static long nanos(Clock clock) {
    Instant now = clock.instant();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  private long now() {
    return nanos(clock);
  }

  /**
   * Begins; completes on the exchange's thread, with whether all had time to answer. Cancelling it
   * ends the search. The exchange is the caller's to close.
   */
  CompletableFuture<Boolean> start() {
    execute(() -> search.start(now(), plan.multicasts(now()), tasks));
    return done;
  }

  /**
   * Whether directory agents are to be looked for beside it; to be called once, before it begins.
   */
  boolean lookBeside() {
    return plan.lookBeside(now());
  }

  /** Ends it; nothing more is asked. */
  void cancel() {
    done.cancel(false);
  }

  /** Something was found by other means. */
  void foundElsewhere() {
    execute(() -> search.foundElsewhere(now()));
  }

  private void execute(Supplier<List<Search.Action>> event) {
    try {
      exchange.executor().execute(() -> guarded(event));
    } catch (RejectedExecutionException over) {
      // The exchange was closed: nobody waits any more.
    }
  }

  private void guarded(Supplier<List<Search.Action>> event) {
    try {
      follow(event.get());
    } catch (RuntimeException fault) { // else nobody would ever hear of the end
      done.completeExceptionally(fault);
    }
  }

  private void follow(List<Search.Action> actions) {
    if (done.isDone()) { // cancelled
      return;
    }
    for (Search.Action action : actions) {
      if (action instanceof Search.Action.Multicast m) {
        multicast(m, links.first(), multicasts);
        if (m.byEveryFamily()) {
          multicast(m, links.besides(), multicastsBesides);
        }
      } else if (action instanceof Search.Action.Ask ask) {
        ask(new Asked(ask.target(), ask.how()));
      } else if (action instanceof Search.Action.WaitUntil wait) {
        wake(wait.nanos());
      } else if (action instanceof Search.Action.Done end) {
        stopTimer();
        cut.values()
            .forEach(a -> harvest.note("the reply of " + a + " was cut to fit its datagram"));
        done.complete(end.complete());
      }
    }
  }

  private void wake(long nanos) {
    stopTimer();
    timer =
        exchange
            .executor()
            .schedule(
                () -> guarded(() -> search.timer(now())),
                Math.max(0, nanos - now()),
                TimeUnit.NANOSECONDS);
  }

  private void stopTimer() {
    Future<?> running = timer;
    if (running != null) {
      running.cancel(false);
    }
  }

  private void multicast(
      Search.Action.Multicast what, List<SlpLink> via, Map<Topic, SlpExchange.Question> before) {
    Topic topic = what.topic();
    List<String> previous = what.previousResponders();
    SlpExchange.Question question = before.get(topic);
    if (question != null) {
      question.repeat(Requests.multicast(question.xid(), topic, previous));
    } else if (!via.isEmpty()) {
      before.put(
          topic,
          exchange.multicast(
              Requests.multicast(exchange.newXid(), topic, previous),
              via,
              reply -> guarded(() -> told(topic, reply))));
    }
  }

  private void ask(Asked asked) {
    Target target = asked.target();
    close(new Asked(target, Lookup.How.STREAM)); // it would have answered by now
    SlpExchange.Question question = questions.get(asked);
    if (question != null) {
      question.repeat(request(question.xid(), asked, true));
    } else if (asked.how() == Lookup.How.STREAM) {
      stream(asked, target.peer().address());
    } else {
      SlpMessage request = request(exchange.newXid(), asked, false);
      questions.put(
          asked,
          asked.how() == Lookup.How.GROUP
              ? exchange.multicast(
                  request, links.all(), reply -> guarded(() -> answered(asked, reply)))
              : exchange.unicast(
                  request,
                  target.peer().address(),
                  target.peer().link(),
                  reply -> guarded(() -> answered(asked, reply))));
    }
  }

  private SlpMessage request(int xid, Asked asked, boolean repeated) {
    Topic topic = asked.target().topic();
    return switch (asked.how()) {
      case DATAGRAM, STREAM ->
          Requests.unicast(xid, topic, dialect.extensions(asked.target(), repeated));
      case PLAIN -> Requests.plain(xid, topic);
      case GROUP -> Requests.multicast(xid, topic, List.of());
    };
  }

  private void stream(Asked asked, InetSocketAddress address) {
    questions.put(
        asked,
        exchange.stream(
            request(exchange.newXid(), asked, false),
            address,
            reply -> guarded(() -> answered(asked, reply)),
            why -> guarded(() -> streamFailed(asked, address, why))));
  }

  /** A service agent may answer datagrams at a port of its own, and streams at SLP's. */
  private List<Search.Action> streamFailed(Asked asked, InetSocketAddress address, String why) {
    if (done.isDone()) {
      return List.of();
    }
    questions.remove(asked);
    if (address.getPort() != exchange.port()) {
      stream(asked, new InetSocketAddress(address.getAddress(), exchange.port()));
      return List.of();
    }
    dialect.deafToStreams(asked.target());
    harvest.note(address + " cannot be asked by TCP: " + why);
    return search.failed(now(), asked.target());
  }

  /** Somebody replied to a multicast request. */
  private List<Search.Action> told(Topic topic, SlpReply reply) {
    if (done.isDone()) { // the harvest belongs to others now
      return List.of();
    }
    Peer peer = new Peer(reply.responder(), reply.link(), false);
    News news = news(reply, peer, topic);
    if (cut(reply) && !topic.directories()) {
      Target whole = new Target(peer, topic);
      cut.put(whole, reply.responder());
      News.Task task = new News.Task(whole, Lookup.AFTER_CUT, true, news.tasks());
      news = new News(news.found(), List.of(task));
    }
    String responder = NetUtil.toAddressString(reply.responder().getAddress()); // without zone
    return search.reply(now(), topic, responder, news);
  }

  /** The agent that was asked replied, or another that knows as much. */
  private List<Search.Action> answered(Asked asked, SlpReply reply) {
    Target target = asked.target();
    if (done.isDone() || reply.message().header().notUnderstood(UNDERSTOOD).isPresent()) {
      return List.of();
    }
    close(asked);
    SlpError error = Replies.error(reply.message());
    if (SlpError.AUTHENTICATION_UNKNOWN.equals(error)) { // it knows nothing that is signed so
      return search.answered(now(), target, news(reply, target.peer(), target.topic()));
    }
    if (error != null && !error.ok() && target.peer().directory()) {
      if (error.equals(SlpError.OPTION_NOT_UNDERSTOOD)) {
        dialect.refused(target);
      }
      harvest.note(reply.responder() + " answered " + error);
      return search.failed(now(), target);
    }
    dialect.answered(asked.target(), asked.how(), reply.message(), clock.instant());
    News news = news(reply, target.peer(), target.topic());
    if (cut(reply)) {
      cut.put(target, reply.responder());
      return search.cut(now(), target, news);
    }
    cut.remove(target);
    for (Lookup.How how : Lookup.How.values()) {
      close(new Asked(target, how));
    }
    return search.answered(now(), target, news);
  }

  private void close(Asked asked) {
    SlpExchange.Question question = questions.remove(asked);
    if (question != null) {
      question.close();
    }
  }

  private static boolean cut(SlpReply reply) {
    return reply.message().header().has(SlpHeader.OVERFLOW);
  }

  private News news(SlpReply reply, Peer peer, Topic topic) {
    SlpMessage message = reply.message();
    SlpError error = Replies.error(message);
    if (error != null && !error.ok()) {
      harvest.note(reply.responder() + " answered " + error);
      return new News(false, new ArrayList<>());
    }
    if (message instanceof DAAdvert advert) {
      List<News.Task> tasks = plan.heard(advert, reply.responder().getAddress());
      return new News(advert.bootTimestamp() != 0, tasks);
    }
    Harvest.Gathered gathered =
        topic.directories()
            ? Harvest.Gathered.NOTHING
            : harvest.take(
                trust.sift(message, topic.question(), reply.responder(), harvest::note),
                topic,
                reply.responder());
    List<News.Task> tasks = new ArrayList<>();
    for (Topic further : gathered.further()) {
      if (plan.canSay(further)) {
        tasks.add(new News.Task(new Target(peer, further), plan.furtherSteps(peer), true));
      }
    }
    return new News(gathered.found(), tasks);
  }
}
