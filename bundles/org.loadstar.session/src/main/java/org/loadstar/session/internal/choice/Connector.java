// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.choice;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.ranking.RankedOffer;
import org.loadstar.api.ranking.Ranking;
import org.loadstar.api.session.SessionException.Kind;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.session.internal.choice.ConnectorAction.Chosen;
import org.loadstar.session.internal.choice.ConnectorAction.Dial;
import org.loadstar.session.internal.choice.ConnectorAction.Failed;
import org.loadstar.session.internal.choice.ConnectorAction.Find;
import org.loadstar.session.internal.choice.ConnectorAction.HangUp;
import org.loadstar.session.internal.choice.ConnectorAction.Rank;
import org.loadstar.session.internal.choice.ConnectorAction.TellFailed;
import org.loadstar.session.internal.choice.ConnectorAction.TellSucceeded;
import org.loadstar.session.internal.choice.ConnectorAction.Timer;

/**
 * One choice of a server: find, rank, try one after the other (RFC 3049 section 5.4). Events come
 * in, actions come out; it does nothing itself. Every state ends by itself, at the latest when its
 * time is up. Every step leaves a line in the {@link org.loadstar.api.session.Choice}.
 *
 * <pre>
 *   NEW -- SLP on / Find --&gt; FINDING -- found / Rank --&gt; RANKING -- nothing usable --&gt; ENDED
 *    |                         |                          |  |
 *    |                         +-- nothing, time up       |  +-- time up, no ranker: as found
 *    |                             --&gt; ENDED              |      |
 *    |                                            ranked  |      |
 *    +-- SLP off: the hosts ---------------------------+  |  +---+
 *                                                      v  v  v
 *              +---------------------------------&gt;  next server / Dial -- none left --&gt; ENDED
 *              |                                          |
 *              |                                          v
 *              +--- refused; time up / HangUp -------- DIALLING
 *              |                                          | TCP connected
 *              |                                          v
 *              +--- refused; time up / HangUp ------- NEGOTIATING -- accepted --&gt; ENDED
 * </pre>
 *
 * <p>A list that was usable and not complete may lack late servers. Where all of it refused, the
 * complete list is looked for before the choice ends in vain, and servers that are new are tried.
 *
 * <p>An event that does not fit the state comes late and changes nothing. Not thread-safe.
 */
public final class Connector {
  private enum State {
    NEW,
    FINDING,
    RANKING,
    DIALLING,
    NEGOTIATING,
    ENDED
  }

  /**
   * How long each state may last.
   *
   * @param find on top of the time-outs that the profile itself sets for the search
   * @param rank for the ranker, which answers within 200 ms where it keeps its promise
   * @param connect for one TCP connection, name resolution included
   * @param negotiate from the TCP connection to the session
   */
  public record Limits(Duration find, Duration rank, Duration connect, Duration negotiate) {
    /** What holds outside tests. */
    public static final Limits STANDARD =
        new Limits(
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));
  }

  private final SessionProfile profile;
  private final String lostServer;
  private final Clock clock;
  private final Limits limits;
  private final ChoiceLog log;
  private final Deque<ServerOffer> candidates = new ArrayDeque<>();
  private final Set<String> heardOf = new HashSet<>();
  private List<ServerOffer> found = List.of();
  private boolean lateMissing;
  private @Nullable ServerOffer current;
  private State state = State.NEW;

  /**
   * A choice that has not begun.
   *
   * @param cause {@code open}, or what ended the last connection
   * @param lostServer the address of the server that was lost, which is tried last where no ranker
   *     knows of its failure; or empty
   */
  public Connector(
      SessionProfile profile, String cause, String lostServer, Clock clock, Limits limits) {
    this.profile = profile;
    this.lostServer = lostServer;
    this.clock = clock;
    this.limits = limits;
    this.log = new ChoiceLog(clock, cause);
  }

  /** Begins. */
  public List<ConnectorAction> start() {
    if (profile.slp()) {
      state = State.FINDING;
      log.step("looking for " + Wishes.sought(profile));
      return List.of(new Find(Wishes.query(profile)), new Timer(findLimit()));
    }
    if (profile.hosts().isEmpty()) {
      return fail(
          Kind.NO_SERVER_FOUND,
          "SLP is off and the profile '" + profile.name() + "' names no hosts");
    }
    log.step("SLP is off: the configured hosts in their order");
    tryInOrder(
        profile.hosts().stream()
            .map(h -> ServerOffer.at(h.host(), h.port(), "hosts", clock.instant()))
            .toList());
    return next();
  }

  /** The locator's answer. */
  public List<ConnectorAction> found(ServerList list) {
    if (state != State.FINDING) {
      return List.of();
    }
    log.searched(list.report());
    lateMissing = !list.complete();
    found = list.offers().stream().filter(o -> heardOf.add(o.address())).toList();
    if (heardOf.isEmpty()) {
      return fail(Kind.NO_SERVER_FOUND, Wishes.notFound(profile, list.report()));
    } else if (found.isEmpty()) {
      return next();
    }
    log.step(found.size() + " found" + (list.complete() ? "" : ", a late one may be missing"));
    state = State.RANKING;
    return List.of(new Rank(found, Wishes.requirements(profile)), new Timer(limits.rank()));
  }

  /** There is no answer of a locator, and why. */
  public List<ConnectorAction> notFound(String why) {
    if (state != State.FINDING) {
      return List.of();
    } else if (!heardOf.isEmpty()) {
      return next();
    }
    return fail(Kind.NO_SERVER_FOUND, "no " + Wishes.sought(profile) + " found: " + why);
  }

  /** The ranker's answer. */
  public List<ConnectorAction> ranked(Ranking ranking) {
    if (state != State.RANKING) {
      return List.of();
    }
    log.ranked(ranking);
    List<RankedOffer> usable = ranking.usable();
    log.step("ranked by " + ranking.strategy() + ", " + usable.size() + " usable");
    ranking.notes().forEach(log::step);
    usable.forEach(o -> candidates.add(o.offer()));
    return next();
  }

  /**
   * There is no answer of a ranker, and why. The servers are tried as they were found; not so where
   * hosts are restricted, since nobody has looked at that then.
   */
  public List<ConnectorAction> notRanked(String why) {
    if (state != State.RANKING) {
      return List.of();
    }
    if (!profile.allowedHosts().isEmpty()) {
      found.forEach(
          o ->
              log.refused(o.address(), "allowedHosts cannot be checked without a ranking: " + why));
      return next();
    }
    log.step("no ranking (" + why + "): the servers in the order in which they were found");
    tryInOrder(found);
    return next();
  }

  /** The TCP connection stands. */
  public List<ConnectorAction> tcpConnected() {
    if (state != State.DIALLING) {
      return List.of();
    }
    state = State.NEGOTIATING;
    log.step("TCP connected");
    return List.of(new Timer(limits.negotiate()));
  }

  /** The server made a session; {@code what} says which, for the log. */
  public List<ConnectorAction> accepted(String what) {
    ServerOffer offer = current;
    if (state != State.NEGOTIATING || offer == null) {
      return List.of();
    }
    state = State.ENDED;
    log.accepted(offer.address(), what);
    return List.of(new TellSucceeded(offer), new Chosen(log.choice(offer.address()), offer));
  }

  /** The server cannot be reached or made no session; the dial is over. */
  public List<ConnectorAction> refused(String reason) {
    return isTrying() ? giveUp(List.of(), reason) : List.of();
  }

  /** The time of the last {@link Timer} is up; {@code where} tells how far the dial has come. */
  public List<ConnectorAction> timeUp(String where) {
    return switch (state) {
      case FINDING -> notFound("the search did not end within " + seconds(findLimit()));
      case RANKING -> notRanked("no answer within " + seconds(limits.rank()));
      case DIALLING ->
          giveUp(
              List.of(new HangUp()),
              "no TCP connection within "
                  + seconds(limits.connect())
                  + (where.isEmpty() ? "" : ": ")
                  + where);
      case NEGOTIATING ->
          giveUp(
              List.of(new HangUp()),
              "no session within "
                  + seconds(limits.negotiate())
                  + (where.isEmpty() ? "" : ": ")
                  + where);
      case NEW, ENDED -> List.of();
    };
  }

  private boolean isTrying() {
    return state == State.DIALLING || state == State.NEGOTIATING;
  }

  private void tryInOrder(List<ServerOffer> offers) {
    offers.stream().filter(o -> !o.address().equals(lostServer)).forEach(candidates::add);
    offers.stream().filter(o -> o.address().equals(lostServer)).forEach(candidates::add);
  }

  private List<ConnectorAction> giveUp(List<ConnectorAction> first, String reason) {
    List<ConnectorAction> actions = new ArrayList<>(first);
    ServerOffer offer = current;
    if (offer != null) {
      log.refused(offer.address(), reason);
      actions.add(new TellFailed(offer, reason));
    }
    actions.addAll(next());
    return actions;
  }

  private List<ConnectorAction> next() {
    ServerOffer offer = candidates.poll();
    if (offer != null) {
      log.trying(offer.address());
      current = offer;
      state = State.DIALLING;
      return List.of(new Dial(offer), new Timer(limits.connect()));
    }
    if (lateMissing) {
      lateMissing = false;
      state = State.FINDING;
      log.step("none of them; looking for late ones");
      return List.of(new Find(Wishes.query(profile).untilComplete()), new Timer(findLimit()));
    }
    return fail(
        Kind.ALL_REFUSED, "no server accepted a session:\n" + String.join("\n", log.refusals()));
  }

  private List<ConnectorAction> fail(Kind kind, String message) {
    state = State.ENDED;
    log.step(message.lines().findFirst().orElse(message));
    return List.of(new Failed(log.choice(null), kind, message));
  }

  private Duration findLimit() {
    return limits
        .find()
        .plus(orZero(profile.daDiscoveryTimeout()))
        .plus(orZero(profile.saMulticastTimeout()));
  }

  private static Duration orZero(@Nullable Duration time) {
    return time == null ? Duration.ZERO : time;
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
