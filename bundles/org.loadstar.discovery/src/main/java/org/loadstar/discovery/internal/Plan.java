// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.DirectoryTable.Directory;
import org.loadstar.slp.MulticastConvergence;
import org.loadstar.slp.Scopes;

/**
 * Whom one search asks: the directory agents that are known, each for its scopes, and the group for
 * what is left (RFC 2608 section 12). Pure, but for what it keeps in {@link KnownDirectories}; not
 * for more than one thread.
 */
final class Plan implements Search.Coverage {
  /**
   * The surroundings of a search.
   *
   * @param versions that are spoken, the better one first
   * @param multicast whether there is a way to the group
   * @param port where directory agents listen
   * @param mtu the largest request in bytes
   * @param connected whether a TCP connection to an agent is kept
   */
  record Surroundings(
      List<Integer> versions,
      boolean multicast,
      int port,
      int mtu,
      Predicate<InetSocketAddress> connected) {}

  private record Key(int version, InetAddress address) {}

  private final Wish wish;
  private final Surroundings around;
  private final KnownDirectories known;
  private final Trust trust;
  private final Consumer<String> notes;
  private final Map<Key, Scopes> covering = new HashMap<>();
  private final Set<Key> asked = new HashSet<>();
  private final Set<Key> answered = new HashSet<>();
  private final List<Scopes> multicast = new ArrayList<>();

  /** How long the group is asked, where that is wanted, about what directory agents do not know. */
  private static final Duration DOUBT = Duration.ofSeconds(2);

  Plan(Wish wish, Surroundings around, KnownDirectories known, Consumer<String> notes) {
    this.wish = wish;
    this.around = around;
    this.known = known;
    this.trust = known.trust();
    this.notes = notes;
  }

  /** What to ask of the directory agents that are known. To be called once, first. */
  List<News.Task> tasks() {
    List<News.Task> tasks = new ArrayList<>();
    serving().forEach(d -> tasks.addAll(ask(d)));
    return tasks;
  }

  private List<Directory> serving() {
    return known.serving(wish.scopes(), around.versions(), !wish.daTimeout().isZero());
  }

  private List<News.Task> ask(Directory directory) {
    Key key = new Key(directory.version(), directory.address());
    Peer peer = new Peer(new InetSocketAddress(directory.address(), around.port()), null, true);
    if (directory.heard()) {
      covering.put(key, directory.scopes());
    }
    List<News.Task> tasks = new ArrayList<>();
    if ((directory.heard() || !trust.required()) && asked.add(key)) {
      List<Lookup.Step> steps = steps(directory, peer);
      for (Topic topic : topics(directory.version(), wish.scopes())) {
        if (directory.serves(topic.scopes()) || topic.scopes().isEmpty()) {
          tasks.add(new News.Task(new Target(peer, topic), steps, directory.heard()));
        }
      }
    }
    if (!directory.heard()) {
      for (Topic self : directories(directory.version())) {
        tasks.add(new News.Task(new Target(peer, self), Lookup.DATAGRAMS, false));
      }
    }
    return tasks;
  }

  private List<Lookup.Step> steps(Directory directory, Peer peer) {
    if (around.connected().test(peer.address())) {
      return Lookup.CONNECTED;
    }
    Boolean streams = known.abilities(directory.version(), directory.address()).streams();
    return Boolean.FALSE.equals(streams) ? Lookup.DATAGRAMS : Lookup.AGENT_ONLY;
  }

  /** How to ask an agent about something that it told of. */
  List<Lookup.Step> furtherSteps(Peer peer) {
    if (peer.directory() && around.connected().test(peer.address())) {
      return Lookup.CONNECTED;
    }
    return canAskServiceAgents() ? Lookup.AGENT_THEN_GROUP : Lookup.AGENT_ONLY;
  }

  private boolean canAskServiceAgents() {
    return around.multicast() && !wish.saTimeout().isZero();
  }

  /** What to ask of the group from the beginning; after {@link #tasks}. */
  Map<Topic, MulticastConvergence> multicasts(long nowNanos) {
    return wish.questions().isEmpty() ? lookForDirectories(nowNanos) : left(nowNanos);
  }

  /**
   * Whether directory agents are to be looked for again, which is nothing for this search: what the
   * known ones have answered is complete without others. After {@link #tasks}; told once.
   */
  boolean lookBeside(long nowNanos) {
    return looks() && covered() && known.lookNow(nowNanos);
  }

  private boolean looks() {
    return around.multicast() && !wish.daTimeout().isZero();
  }

  /** The scopes that no directory agent serves, to be asked of the group. */
  private Map<Topic, MulticastConvergence> left(long nowNanos) {
    Map<Topic, MulticastConvergence> all = new LinkedHashMap<>();
    Scopes left = uncovered();
    for (Scopes before : multicast) {
      left = left.minus(before);
    }
    if (left.isEmpty() && !wish.scopes().isEmpty()) {
      return all;
    }
    askGroup(all, nowNanos, left, wish.saTimeout());
    all.putAll(lookForDirectories(nowNanos));
    return all;
  }

  private void askGroup(
      Map<Topic, MulticastConvergence> all, long nowNanos, Scopes scopes, Duration timeout) {
    multicast.add(scopes);
    if (canAskServiceAgents()) {
      for (int version : around.versions()) {
        for (Topic topic : topics(version, scopes)) {
          add(all, topic, nowNanos, timeout);
        }
      }
    }
  }

  @Override
  public Map<Topic, MulticastConvergence> doubted(long nowNanos) {
    Scopes left = wish.scopes();
    for (Scopes before : multicast) {
      left = left.minus(before);
    }
    Map<Topic, MulticastConvergence> all = new LinkedHashMap<>();
    if (wish.crossCheck() && !left.isEmpty()) {
      Duration timeout = wish.saTimeout().compareTo(DOUBT) < 0 ? wish.saTimeout() : DOUBT;
      askGroup(all, nowNanos, left, timeout);
    }
    return all;
  }

  private Map<Topic, MulticastConvergence> lookForDirectories(long nowNanos) {
    Map<Topic, MulticastConvergence> all = new LinkedHashMap<>();
    if (looks()) {
      known.lookNow(nowNanos);
      for (int version : around.versions()) {
        for (Topic topic : directories(version)) {
          add(all, topic, nowNanos, wish.daTimeout());
        }
      }
    }
    return all;
  }

  private void add(
      Map<Topic, MulticastConvergence> all, Topic topic, long nowNanos, Duration timeout) {
    int room = Requests.listRoom(topic, around.mtu());
    all.put(topic, new MulticastConvergence(nowNanos, timeout.toNanos(), room));
  }

  /** Directory agents of version 1 are asked for without scope: all of them answer. */
  private List<Topic> directories(int version) {
    Scopes scopes = version == 1 ? Scopes.NONE : wish.scopes();
    return topics(version, new Question.DirectoryAgents(), scopes);
  }

  /** The question in each way in which it is to be signed. */
  private List<Topic> topics(int version, Question question, Scopes scopes) {
    return trust.spis(version, question).stream()
        .map(spi -> new Topic(version, question, scopes, spi))
        .toList();
  }

  private List<Topic> topics(int version, Scopes scopes) {
    List<Topic> topics = new ArrayList<>();
    for (Question question : wish.questions()) {
      if (version == 2) {
        topics.addAll(topics(2, question, scopes));
      } else if (scopes.isEmpty()) {
        topics.add(new Topic(1, question, scopes));
      } else {
        scopes.each().forEach(scope -> topics.add(new Topic(1, question, scope)));
      }
    }
    topics.removeIf(topic -> !canSay(topic));
    return topics;
  }

  /** Whether there are words for it in its version; a note tells where not. */
  boolean canSay(Topic topic) {
    try {
      Requests.listRoom(topic, around.mtu());
      return true;
    } catch (IllegalArgumentException cannot) {
      notes.accept("SLPv" + topic.version() + " was not asked: " + cannot.getMessage());
      return false;
    }
  }

  /** A directory agent has answered for itself: what it is to be asked. */
  List<News.Task> heard(DAAdvert advert, InetAddress sender) {
    if (!trust.believes(advert)) {
      notes.accept("the directory agent " + sender.getHostAddress() + " has not signed as it must");
      return List.of();
    }
    known.heard(advert, sender, true);
    answered.add(new Key(advert.header().version(), sender));
    List<News.Task> tasks = new ArrayList<>();
    for (Directory d : serving()) {
      if (d.heard() && d.address().equals(sender) && d.version() == advert.header().version()) {
        tasks.addAll(ask(d));
      }
    }
    return tasks;
  }

  @Override
  public boolean covered() {
    return !wish.scopes().isEmpty() && uncovered().isEmpty();
  }

  private Scopes uncovered() {
    Scopes left = wish.scopes();
    for (Scopes covered : covering.values()) {
      left = left.minus(covered);
    }
    return left;
  }

  @Override
  public Map<Topic, MulticastConvergence> silent(long nowNanos, Target target) {
    Peer peer = target.peer();
    if (!peer.directory() || !wish.questions().contains(target.topic().question())) {
      return Map.of();
    }
    int version = target.topic().version();
    InetAddress address = peer.address().getAddress();
    notes.accept("the directory agent " + address.getHostAddress() + " did not answer");
    covering.remove(new Key(version, address));
    known.silent(version, address);
    for (int other : around.versions()) {
      if (!answered.contains(new Key(other, address))) { // else it speaks that one only
        known.silent(other, address);
      }
    }
    return left(nowNanos);
  }
}
