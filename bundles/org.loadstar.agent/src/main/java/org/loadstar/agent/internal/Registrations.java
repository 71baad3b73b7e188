// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.DirectoryTable;
import org.loadstar.slp.DirectoryTable.Directory;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SrvAck;

/**
 * Keeps the services registered with every directory agent of their scopes (RFC 2165 section 15,
 * RFC 2608 sections 8.3, 12). Pure: events and times come in, actions go out; not for more than one
 * thread. Of each directory agent:
 *
 * <pre>
 *   configured         advertised                 wave
 *  ------------> SEEKING ---------> WAITING -------------> ACTIVE --.
 *                 ^  ^   advertised    ^                    |  ^    | rebooted: told
 *     no answer   |  |  --------------'                     |  |    | all again at
 *     within 15 s |  '--- goes down, from everywhere        |  |    | the next wave
 *                 |                                no SrvAck|  |    '-^
 *                 |                              in 15 s    v  | answers
 *                 '------------------------------------- DOUBTED
 * </pre>
 *
 * While SEEKING and DOUBTED it is asked for its advertisement, ever more seldom; one that is not
 * configured is forgotten after half an hour. A wave begins 1 to 3 s after the news
 * (CONFIG_REG_PASSIVE, CONFIG_REG_ACTIVE) and registers with all agents that wait for it. It begins
 * 15 s after the last one at the earliest, so that a flood of forged advertisements causes no flood
 * of registrations.
 */
final class Registrations {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long WAVE_EVERY = 15 * SECOND;

  /** Seconds after each request for an advertisement; the last one again and again. */
  private static final int[] ASK_AGAIN = {2, 4, 9, 60, 120, 240, 480, 900};

  /** So many requests without an answer, in 15 s, the last one by TCP, and the agent is silent. */
  private static final int SILENT = 3;

  /** A directory agent as it is spoken to. */
  record Key(int version, InetAddress address) {
    private static Key of(Directory directory) {
      return new Key(directory.version(), directory.address());
    }
  }

  /** What the caller has to do. */
  sealed interface Action {
    /** Send the request; the first attempt closes what was asked about the service before. */
    record Send(Key to, Ledger.Sending sending) implements Action {}

    /** Ask the agent for its advertisement, by TCP or UDP. */
    record Ask(Key whom, boolean stream) implements Action {}

    /** Call {@link #timer} at this time; replaces an earlier such wish. */
    record WaitUntil(long nanos) implements Action {}
  }

  /** How a directory agent became known. */
  enum Found {
    CONFIGURED,
    ACTIVE,
    PASSIVE
  }

  /** How it stands with a directory agent. */
  enum Standing {
    /** It is known and will be told soon, or is being told. */
    REGISTERING,
    /** It has acknowledged all. */
    REGISTERED,
    /** It refused something. */
    REFUSED,
    /** It does not answer. */
    SILENT,
    /** It serves none of the scopes, or is spoken to in version 2. */
    UNUSED
  }

  /** One directory agent for people. */
  record Line(
      Directory directory, Found found, Standing standing, int registered, String refusal) {}

  private enum State {
    SEEKING,
    WAITING,
    ACTIVE,
    DOUBTED
  }

  private static final class Member {
    Directory directory;
    final Found found;
    final Ledger ledger;
    State state = State.SEEKING;
    boolean rebooted;
    List<Service> offered = List.of();
    int asked;
    long askAt = Ledger.NEVER;

    Member(Directory directory, Found found, Ledger ledger) {
      this.directory = directory;
      this.found = found;
      this.ledger = ledger;
    }
  }

  private final DirectoryTable table = new DirectoryTable();
  private final Map<Key, Member> members = new LinkedHashMap<>();
  private final Function<InetAddress, List<Service>> offered;
  private final IntSupplier publishDelta;
  private final RandomGenerator random;
  private Set<Integer> versions = Set.of();
  private long waveAt = Ledger.NEVER;
  private long lastWave = -WAVE_EVERY;

  /**
   * Nobody is known yet.
   *
   * @param offered the services now, with the URLs that are right for a peer at this address
   * @param publishDelta the points of load from which on a change is told at once
   */
  Registrations(
      Function<InetAddress, List<Service>> offered,
      IntSupplier publishDelta,
      RandomGenerator random) {
    this.offered = offered;
    this.publishDelta = publishDelta;
    this.random = random;
  }

  /** These versions are spoken, and these directory agents are known by configuration. */
  List<Action> configure(long now, Set<Integer> spoken, List<InetAddress> directoryAgents) {
    versions = Set.copyOf(spoken);
    table.configure(1, spoken.contains(1) ? directoryAgents : List.of());
    table.configure(2, spoken.contains(2) ? directoryAgents : List.of());
    Map<Key, Directory> known = new LinkedHashMap<>();
    table.all().forEach(directory -> known.put(Key.of(directory), directory));
    members
        .entrySet()
        .removeIf(m -> m.getValue().directory.configured() && !known.containsKey(m.getKey()));
    known.forEach(
        (key, directory) -> {
          Member member = members.get(key);
          if (member == null) {
            member = new Member(directory, Found.CONFIGURED, new Ledger(publishDelta));
            members.put(key, member);
            member.askAt = now;
          }
          member.directory = directory;
        });
    return timer(now);
  }

  /** The services are others, or otherwise. */
  List<Action> changed(long now) {
    members.values().forEach(m -> m.offered = offered.apply(m.directory.address()));
    want();
    return timer(now);
  }

  /** What is told is signed otherwise from now on: it is told again. */
  List<Action> signedOtherwise(long now) {
    members.values().forEach(m -> m.ledger.tellAgain());
    return timer(now);
  }

  /** The indices with which a directory agent verifies signatures of version 2. */
  List<String> spis(Key key) {
    Member member = members.get(key);
    return member == null
        ? List.of()
        : Stream.of(member.directory.spis().split(",", -1)).map(String::strip).toList();
  }

  /** An advertisement has come; see {@link DirectoryTable#heard}. */
  List<Action> heard(long now, DAAdvert advert, InetAddress sender, boolean solicited) {
    Key key = new Key(advert.header().version(), sender);
    if (!versions.contains(key.version())) {
      return List.of();
    }
    DirectoryTable.News news = table.heard(advert, sender, solicited);
    Directory directory = find(key);
    Member member = members.get(key);
    boolean nothing = news == DirectoryTable.News.NONE || news == DirectoryTable.News.REFUSED;
    if (nothing && (member == null || directory == null || unchanged(member, directory))) {
      return List.of(); // whoever floods us with advertisements costs us no more than this
    }
    switch (news) {
      case NEW -> {
        if (member == null) {
          Found found = solicited ? Found.ACTIVE : Found.PASSIVE;
          member = new Member(Objects.requireNonNull(directory), found, new Ledger(publishDelta));
          members.put(key, member);
        }
        member.state = State.WAITING;
        member.askAt = Ledger.NEVER;
        member.offered = offered.apply(sender);
        scheduleWave(now);
      }
      case REBOOTED -> {
        if (member != null) {
          member.rebooted = true;
          scheduleWave(now);
        }
      }
      case GONE -> {
        if (member != null) {
          seek(now, member);
        }
      }
      case NONE, REFUSED -> {}
    }
    if (member != null && directory != null) {
      member.directory = directory;
      if (solicited && member.state == State.DOUBTED) {
        member.state = State.ACTIVE;
        member.askAt = Ledger.NEVER;
      }
    }
    want();
    return timer(now);
  }

  private static boolean unchanged(Member member, Directory directory) {
    return member.state != State.DOUBTED && member.directory.equals(directory);
  }

  private @Nullable Directory find(Key key) {
    return table.all().stream().filter(d -> Key.of(d).equals(key)).findFirst().orElse(null);
  }

  private void scheduleWave(long now) {
    if (waveAt == Ledger.NEVER) {
      waveAt = Math.max(now + SECOND + random.nextLong(2 * SECOND), lastWave + WAVE_EVERY);
    }
  }

  /** The agent is lost; it is looked for. */
  private void seek(long now, Member member) {
    member.state = State.SEEKING;
    member.rebooted = false;
    member.asked = 0;
    member.askAt = now + ASK_AGAIN[0] * SECOND;
    member.ledger.forget();
    trim();
  }

  /** Of those that nobody configured and that are lost, only the latest are looked for. */
  private void trim() {
    List<Member> lost =
        members.values().stream()
            .filter(m -> m.state == State.SEEKING && !m.directory.configured())
            .toList();
    for (int i = 0; i < lost.size() - DirectoryTable.MOST; i++) {
      members.remove(Key.of(lost.get(i).directory));
    }
  }

  /** Tells every ledger what is wanted of its agent. */
  private void want() {
    for (Member member : members.values()) {
      List<Service> wanted = new ArrayList<>();
      if (member.state == State.SEEKING || superseded(member)) {
        // Its store may be that of version 2: nothing is deregistered.
        member.ledger.forget();
      } else {
        member.offered.forEach(service -> addIn(member.directory, service, wanted));
      }
      member.ledger.want(wanted, minRefresh(member.directory));
    }
  }

  /** Whether the host is registered with in version 2. */
  private boolean superseded(Member member) {
    Member better = members.get(new Key(2, member.directory.address()));
    return member.directory.version() == 1 && better != null && better.state != State.SEEKING;
  }

  private static void addIn(Directory directory, Service service, List<Service> wanted) {
    Scopes scopes = service.scopes().common(directory.scopes());
    if (directory.unscoped()) {
      // What is told in no other scope than the default one has none in version 1.
      scopes = service.scopes().equals(Scopes.DEFAULT) ? Scopes.NONE : service.scopes();
    }
    boolean sayable = directory.version() != 1 || service.type().concreteType().isEmpty();
    if (sayable && (directory.unscoped() || !scopes.isEmpty())) {
      wanted.add(service.in(scopes));
    }
  }

  private static int minRefresh(Directory directory) {
    try {
      return Attributes.parse(directory.attributeList()).integer("min-refresh-interval").orElse(0);
    } catch (SlpException malformed) {
      return 0;
    }
  }

  /** A directory agent has answered a request. */
  List<Action> acknowledged(long now, Key from, Ledger.Request request, SrvAck ack) {
    Member member = members.get(from);
    if (member != null) {
      boolean overflow = ack.header().has(SlpHeader.OVERFLOW);
      member.ledger.acknowledged(now, request, ack.error(), overflow);
    }
    return timer(now);
  }

  /** A request cannot be written in the agent's version, or is too large. */
  List<Action> unsayable(long now, Key to, Ledger.Request request, String why) {
    Member member = members.get(to);
    if (member != null) {
      member.ledger.refused(request, why);
    }
    return timer(now);
  }

  /** The time that {@link Action.WaitUntil} named has come; earlier calls do no harm. */
  List<Action> timer(long now) {
    List<Action> actions = new ArrayList<>();
    if (now >= waveAt) {
      wave(now);
    }
    long next = waveAt;
    for (Member member : List.copyOf(members.values())) {
      Key key = Key.of(member.directory);
      if (member.state == State.ACTIVE && member.ledger.givesUp(now)) {
        member.state = State.DOUBTED;
        member.asked = 0;
        member.askAt = now;
      }
      if (now >= member.askAt && ask(now, member)) {
        actions.add(new Action.Ask(key, member.asked == SILENT));
      }
      if (!members.containsKey(key)) {
        continue;
      }
      if (member.state == State.ACTIVE) {
        member.ledger.step(now).ifPresent(s -> actions.add(new Action.Send(key, s)));
        next = Math.min(next, member.ledger.next());
      }
      next = Math.min(next, member.askAt);
    }
    actions.add(new Action.WaitUntil(next));
    return actions;
  }

  private void wave(long now) {
    waveAt = Ledger.NEVER;
    lastWave = now;
    for (Member member : members.values()) {
      if (member.rebooted) {
        member.rebooted = false;
        member.ledger.forget();
      }
      member.state = member.state == State.WAITING ? State.ACTIVE : member.state;
    }
    want();
  }

  /** Whether the agent is to be asked for its advertisement once more. */
  private boolean ask(long now, Member member) {
    if (member.asked == SILENT && member.state == State.DOUBTED) {
      table.forget(member.directory);
      member.state = State.SEEKING;
      want();
      trim();
    }
    if (!member.directory.configured() && member.asked == ASK_AGAIN.length) {
      members.remove(Key.of(member.directory));
      return false;
    }
    member.askAt = now + ASK_AGAIN[Math.min(member.asked, ASK_AGAIN.length - 1)] * SECOND;
    member.asked = Math.min(member.asked + 1, ASK_AGAIN.length);
    return true;
  }

  /** All ends: what to deregister, from all agents at once. */
  List<Action> end() {
    List<Action> actions = new ArrayList<>();
    members.forEach(
        (key, member) ->
            member.ledger.end().forEach(sending -> actions.add(new Action.Send(key, sending))));
    return actions;
  }

  /** Whether a directory agent knows of a service of ours. */
  boolean known() {
    return members.values().stream().anyMatch(m -> m.ledger.knows());
  }

  /** All directory agents, for people. */
  List<Line> report() {
    return members.values().stream().map(this::line).toList();
  }

  private Line line(Member member) {
    Directory directory = member.directory;
    Ledger ledger = member.ledger;
    Standing standing;
    if (member.state == State.SEEKING) {
      standing = member.asked > SILENT ? Standing.SILENT : Standing.REGISTERING;
    } else if (!ledger.refusal().isEmpty()) {
      standing = Standing.REFUSED;
    } else if (member.state == State.ACTIVE && ledger.complete()) {
      standing = ledger.registered() > 0 ? Standing.REGISTERED : Standing.UNUSED;
    } else {
      standing = Standing.REGISTERING;
    }
    Found found = directory.configured() ? Found.CONFIGURED : member.found;
    return new Line(directory, found, standing, ledger.registered(), ledger.refusal());
  }
}
