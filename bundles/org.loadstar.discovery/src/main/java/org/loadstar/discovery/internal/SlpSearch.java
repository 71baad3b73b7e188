// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.UrlEntry;
import org.loadstar.slp.endpoint.SlpExchange;
import org.loadstar.slp.endpoint.SlpReply;

/**
 * Lets a {@link Search} run over an exchange: its actions become datagrams, the replies its events.
 * All but the public face runs on the exchange's thread.
 */
final class SlpSearch {
  /** Requests about one target that are under way: one to its agent, one to the group. */
  private record Asked(Target target, boolean multicast) {}

  private final SlpExchange exchange;
  private final Clock clock;
  private final Requests requests;
  private final Search search;
  private final Findings findings;
  private final Map<Object, SlpExchange.Question> questions = new HashMap<>();
  private final CompletableFuture<Boolean> done = new CompletableFuture<>();
  private @Nullable Future<?> timer;

  SlpSearch(
      SlpExchange exchange, Clock clock, Requests requests, Search search, Findings findings) {
    this.exchange = exchange;
    this.clock = clock;
    this.requests = requests;
    this.search = search;
    this.findings = findings;
  }

  static long nanos(Clock clock) {
    Instant now = clock.instant();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  /**
   * Begins; completes on the exchange's thread, with whether all had time to answer, and has closed
   * the exchange then. Cancelling it ends the search; the exchange is then the caller's to close.
   */
  CompletableFuture<Boolean> start(Collection<InetSocketAddress> directoryAgents) {
    execute(() -> search.start(nanos(clock), services(directoryAgents)));
    return done;
  }

  /** A server was found by other means. */
  void foundElsewhere() {
    execute(() -> search.foundElsewhere(nanos(clock)));
  }

  private void execute(Supplier<List<Search.Action>> event) {
    try {
      exchange.executor().execute(() -> follow(event.get()));
    } catch (RejectedExecutionException over) {
      // The exchange was closed: nobody waits any more.
    }
  }

  private void follow(List<Search.Action> actions) {
    if (done.isDone()) { // cancelled
      return;
    }
    for (Search.Action action : actions) {
      if (action instanceof Search.Action.Multicast m) {
        multicast(m.topic(), m.previousResponders());
      } else if (action instanceof Search.Action.Ask ask) {
        ask(new Asked(ask.target(), ask.multicast()));
      } else if (action instanceof Search.Action.WaitUntil wait) {
        wake(wait.nanos());
      } else if (action instanceof Search.Action.Done end) {
        stopTimer();
        exchange.close();
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
                () -> follow(search.timer(nanos(clock))),
                Math.max(0, nanos - nanos(clock)),
                TimeUnit.NANOSECONDS);
  }

  private void stopTimer() {
    Future<?> running = timer;
    if (running != null) {
      running.cancel(false);
    }
  }

  private void multicast(Topic topic, List<String> previousResponders) {
    SlpExchange.Question question = questions.get(topic);
    if (question != null) {
      question.repeat(requests.multicast(question.xid(), topic, previousResponders));
      return;
    }
    questions.put(
        topic,
        exchange.multicast(
            requests.multicast(exchange.newXid(), topic, previousResponders),
            exchange.links(),
            reply -> told(topic, reply)));
  }

  private void ask(Asked asked) {
    SlpExchange.Question question = questions.get(asked);
    if (question != null) {
      question.repeat(request(question.xid(), asked));
      return;
    }
    SlpMessage request = request(exchange.newXid(), asked);
    Consumer<SlpReply> answer = reply -> answered(asked.target(), reply);
    Findings.Agent agent = agent(asked.target());
    questions.put(
        asked,
        asked.multicast()
            ? exchange.multicast(request, exchange.links(), answer)
            : exchange.unicast(request, agent.address(), agent.link(), answer));
  }

  private SlpMessage request(int xid, Asked asked) {
    return asked.target() instanceof Target.Description description
        ? requests.attributes(xid, description.url(), asked.multicast())
        : requests.unicast(xid, ((Target.Services) asked.target()).topic());
  }

  private Findings.Agent agent(Target target) {
    return target instanceof Target.Description description
        ? findings.agent(description.url())
        : new Findings.Agent(((Target.Services) target).directoryAgent(), null);
  }

  /** Somebody replied to a multicast request. */
  private void told(Topic topic, SlpReply reply) {
    if (done.isDone()) { // the findings belong to others now
      return;
    }
    Findings.Agent agent = new Findings.Agent(reply.responder(), reply.link());
    Collection<? extends Target> news = List.of();
    if (reply.message() instanceof SrvRply services) {
      news = servers(services, agent);
    } else if (reply.message() instanceof DAAdvert advert
        && advert.error().ok()
        && advert.bootTimestamp() != 0
        && advert.scopes().intersects(requests.scopes())) {
      InetAddress address = reply.responder().getAddress();
      news = services(List.of(new InetSocketAddress(address, exchange.port())));
    }
    String responder = reply.responder().getAddress().getHostAddress();
    follow(search.reply(nanos(clock), topic, responder, news));
  }

  /** The agent that was asked replied, or another that knows as much. */
  private void answered(Target target, SlpReply reply) {
    if (done.isDone()) {
      return;
    }
    Collection<? extends Target> news = List.of();
    if (reply.message() instanceof SrvRply services) {
      news = servers(services, agent(target));
    } else if (reply.message() instanceof AttrRply attributes
        && target instanceof Target.Description description) {
      describe(description.url(), attributes, reply.responder());
    }
    close(new Asked(target, false));
    close(new Asked(target, true));
    follow(search.answered(nanos(clock), target, news));
  }

  private void close(Asked asked) {
    SlpExchange.Question question = questions.remove(asked);
    if (question != null) {
      question.close();
    }
  }

  private List<Target> servers(SrvRply reply, Findings.Agent agent) {
    noteFaults("SrvRply", reply.header(), reply.error(), agent.address());
    List<Target> news = new ArrayList<>();
    for (UrlEntry entry : reply.urlEntries()) {
      if (findings.add(entry.url(), agent)) {
        news.add(new Target.Description(entry.url()));
      }
    }
    return news;
  }

  private void describe(String url, AttrRply reply, InetSocketAddress responder) {
    noteFaults("AttrRply", reply.header(), reply.error(), responder);
    try {
      boolean cut = reply.header().has(SlpHeader.OVERFLOW);
      findings.describe(url, Attributes.parse(reply.attributeList()), cut);
    } catch (SlpException fault) {
      findings.note(url + " has an unreadable attribute list: " + fault.reason());
    }
  }

  private void noteFaults(
      String what, SlpHeader header, SlpError error, InetSocketAddress responder) {
    if (!error.ok()) {
      findings.note(responder + " answered " + error);
    }
    if (header.has(SlpHeader.OVERFLOW)) {
      findings.note("the " + what + " of " + responder + " was cut to fit its datagram");
    }
  }

  private static List<Target> services(Collection<InetSocketAddress> directoryAgents) {
    List<Target> targets = new ArrayList<>();
    for (InetSocketAddress agent : directoryAgents) {
      targets.add(new Target.Services(agent, Topic.TN3270));
      targets.add(new Target.Services(agent, Topic.TN3270E));
    }
    return targets;
  }
}
