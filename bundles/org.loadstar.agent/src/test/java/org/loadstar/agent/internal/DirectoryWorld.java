// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.ServiceUrl;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SrvAck;

/** A network of directory agents in virtual time, which {@link Registrations} lives in. */
final class DirectoryWorld {
  private static final long MILLI = 1_000_000L;

  /** What was sent, and when. */
  record Sent(long millis, Registrations.Key to, Ledger.Sending sending) {}

  /** A directory agent. */
  final class Directory {
    final Registrations.Key key;
    final Map<String, Service> store = new TreeMap<>();
    final Map<String, Long> expiry = new TreeMap<>();
    final List<String> expired = new ArrayList<>();
    Scopes scopes = Scopes.DEFAULT;
    String attributes = "";
    long boot = 1000;
    int counter;
    boolean deaf;
    boolean deafToDatagrams;
    Function<Ledger.Sending, SlpError> answer = sending -> SlpError.OK;
    boolean overflow;

    Directory(int version, int host) {
      key = new Registrations.Key(version, address(host));
    }

    Directory scopes(String list) {
      scopes = parsed(list);
      return this;
    }

    /** It loses all and announces itself. */
    void restart() {
      store.clear();
      boot++;
      counter = 0;
      announce();
    }

    void announce() {
      SlpHeader header = key.version() == 1 ? SlpHeader.v1(counter++) : SlpHeader.v2(0);
      follow(agent.heard(now, advert(header, boot), key.address(), false));
    }

    void goDown() {
      follow(agent.heard(now, advert(SlpHeader.v2(0), 0), key.address(), false));
    }

    private DAAdvert advert(SlpHeader header, long timestamp) {
      long told = key.version() == 1 ? DAAdvert.BOOT_UNKNOWN : timestamp;
      String url = "service:directory-agent://192.0.2.1";
      return new DAAdvert(header, SlpError.OK, told, url, scopes, attributes, "", List.of());
    }

    private void asked(boolean stream) {
      asks++;
      if (!deaf && (stream || !deafToDatagrams)) {
        SlpHeader header = key.version() == 1 ? SlpHeader.v1(99) : SlpHeader.v2(99);
        later(() -> agent.heard(now, advert(header, boot), key.address(), true));
      }
    }

    private void told(Ledger.Sending sending) {
      SlpError error = answer.apply(sending);
      if (deaf || error == null || (deafToDatagrams && !sending.stream())) {
        return;
      }
      Service service = sending.request().service();
      if (error.ok() && !(overflow && !sending.stream())) {
        if (sending.request() instanceof Ledger.Request.Register) {
          store.put(service.url(), service);
          expiry.put(service.url(), now + service.lifetimeSeconds() * 1000L * MILLI);
        } else {
          store.remove(service.url());
        }
      }
      SlpHeader header = SlpHeader.v2(7);
      boolean tooLarge = overflow && !sending.stream();
      SrvAck ack =
          new SrvAck(
              tooLarge ? header.with(SlpHeader.OVERFLOW) : header,
              tooLarge ? SlpError.INVALID_REGISTRATION : error);
      later(() -> agent.acknowledged(now, key, sending.request(), ack));
    }

    int asks;
  }

  private record Event(long nanos, long order, Supplier<List<Registrations.Action>> what) {}

  final List<Sent> sent = new ArrayList<>();
  final Map<Registrations.Key, Directory> directories = new LinkedHashMap<>();
  final Map<String, Service> services = new LinkedHashMap<>();
  final Registrations agent;
  long now = 1_000_000_000_000_000L;
  int strangersAsked;

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::nanos).thenComparingLong(Event::order));
  private final long begin = now;
  private long wake = Long.MAX_VALUE;
  private long order;

  DirectoryWorld() {
    agent = new Registrations(peer -> List.copyOf(services.values()), () -> 5, new Random(1));
    follow(agent.configure(now, Set.of(1, 2), List.of()));
  }

  static InetAddress address(int host) {
    try {
      return InetAddress.getByAddress(
          new byte[] {10, (byte) (host >> 16), (byte) (host >> 8), (byte) host});
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  static Scopes parsed(String list) {
    try {
      return Scopes.parse(list);
    } catch (SlpException wrong) {
      throw new AssertionError(wrong);
    }
  }

  static Service service(String url, String scopes, int lifetime, String attributes) {
    try {
      return new Service(
          url,
          ServiceUrl.parse(url).type(),
          parsed(scopes),
          lifetime,
          Attributes.parse(attributes));
    } catch (SlpException wrong) {
      throw new AssertionError(wrong);
    }
  }

  Directory directory(int version, int host) {
    Directory made = new Directory(version, host);
    directories.put(made.key, made);
    return made;
  }

  /** Offers a server, or changes it. */
  void offer(String host, int load) {
    offer(service("service:tn3270://" + host + ":23", "DEFAULT", 10800, "(LOAD=" + load + ")"));
  }

  void offer(Service service) {
    services.put(service.url(), service);
    changed();
  }

  void withdraw(String url) {
    services.remove(url);
    changed();
  }

  void changed() {
    follow(agent.changed(now));
  }

  long millis() {
    return (now - begin) / MILLI;
  }

  /** The registrations sent to an agent since a time. */
  List<Sent> registrations(Directory to, long sinceMillis) {
    return sent.stream()
        .filter(s -> s.to().equals(to.key) && s.millis() >= sinceMillis)
        .filter(s -> s.sending().request() instanceof Ledger.Request.Register)
        .toList();
  }

  Registrations.Line line(Directory directory) {
    return agent.report().stream()
        .filter(
            l ->
                l.directory().version() == directory.key.version()
                    && l.directory().address().equals(directory.key.address()))
        .findFirst()
        .orElseThrow();
  }

  private void later(Supplier<List<Registrations.Action>> what) {
    events.add(new Event(now + MILLI, order++, what));
  }

  void follow(List<Registrations.Action> actions) {
    for (Registrations.Action action : actions) {
      if (action instanceof Registrations.Action.WaitUntil wait) {
        wake = wait.nanos();
      } else if (action instanceof Registrations.Action.Send send) {
        sent.add(new Sent(millis(), send.to(), send.sending()));
        Directory to = directories.get(send.to());
        if (to != null) {
          to.told(send.sending());
        }
      } else if (action instanceof Registrations.Action.Ask ask) {
        Directory whom = directories.get(ask.whom());
        if (whom != null) {
          whom.asked(ask.stream());
        } else {
          strangersAsked++;
        }
      }
    }
  }

  /** Lets time pass. */
  void run(Duration time) {
    long end = now + time.toNanos();
    while (true) {
      Event next = events.peek();
      long at = Math.min(next == null ? Long.MAX_VALUE : next.nanos(), wake);
      if (at > end) {
        break;
      }
      now = Math.max(now, at);
      expire();
      if (next != null && next.nanos() <= now) {
        events.poll();
        follow(next.what().get());
      } else {
        wake = Long.MAX_VALUE;
        follow(agent.timer(now));
      }
    }
    now = end;
    expire();
  }

  private void expire() {
    for (Directory directory : directories.values()) {
      for (String url : List.copyOf(directory.store.keySet())) {
        if (directory.expiry.get(url) <= now) {
          directory.store.remove(url);
          directory.expired.add(url);
        }
      }
    }
  }
}
