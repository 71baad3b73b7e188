// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.SlpError;

/**
 * What one directory agent was told, and what it is to be told next. Pure: events and times come
 * in, requests go out, one after the other; not for more than one thread.
 *
 * <pre>
 *                due            no SrvAck after 2, 6, 14 s: again
 *     IDLE -----------> ASKING ---------------------.
 *      ^  ^              | | ^                      |
 *      |  |    SrvAck    | | '----------------------'
 *      |  '--------------' |
 *      |                   | SrvAck DA_BUSY_NOW
 *      '----- RESTING <----'
 *     2, 4 ... 60 s
 *                   from ASKING after 15 s: given up
 * </pre>
 *
 * A service is due at once when it is new, when it is no longer wanted, and when it differs in
 * anything but a small change of its load, which waits for 30 s; and when three quarters of its
 * lifetime are over. Between two registrations of one service is a second, or the agent's
 * min-refresh-interval (RFC 2608 sections 8.3 and 8.5). What the agent refuses is told again at the
 * next change or refresh.
 */
final class Ledger {
  /** Nothing is due. */
  static final long NEVER = Long.MAX_VALUE;

  /** A small change of the load is told after this. */
  static final long SMALL_CHANGE = TimeUnit.SECONDS.toNanos(30);

  /** CONFIG_RETRY, RFC 2608 section 13. */
  private static final long RETRY = TimeUnit.SECONDS.toNanos(2);

  /** CONFIG_RETRY_MAX. */
  private static final long GIVE_UP = TimeUnit.SECONDS.toNanos(15);

  /**
   * The attempt that goes by TCP where the others go by UDP, and the other way round: where several
   * processes of the agent's host share its UDP port, datagrams may reach another than the agent.
   */
  private static final int OTHER_WAY = 3;

  private static final long MOST_REST = TimeUnit.SECONDS.toNanos(60);

  /** What the agent is told. */
  sealed interface Request {
    Service service();

    /** The service with all its attributes. */
    record Register(Service service) implements Request {}

    /** The service is gone. */
    record Deregister(Service service) implements Request {}
  }

  /**
   * A request to send.
   *
   * @param attempt counted from 1
   * @param stream whether it is to go by TCP
   */
  record Sending(Request request, int attempt, boolean stream) {}

  private static final class Entry {
    @Nullable Service wanted;

    /** What the agent knows, or knows perhaps: an acknowledgement may be lost. */
    @Nullable Service told;

    long toldAt;
    long notBefore;
    boolean again;
    boolean acknowledged;
    String refusal = "";

    /** Nothing is to be told, or to be withdrawn. */
    boolean idle() {
      return wanted == null && told == null;
    }
  }

  private final IntSupplier publishDelta;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private int minRefreshSeconds = 1;
  private @Nullable Sending asking;
  private long askedAt;
  private long repeatAt;
  private boolean stream;
  private long restUntil;
  private long rest = RETRY;

  /**
   * Nothing is told yet.
   *
   * @param publishDelta the points of load from which on a change is told at once
   */
  Ledger(IntSupplier publishDelta) {
    this.publishDelta = publishDelta;
  }

  /**
   * These are wanted from now on.
   *
   * @param services with the scopes that the agent serves too; the first one of a URL counts
   * @param minRefresh seconds between two registrations of one service, as the agent asks for
   */
  void want(List<Service> services, int minRefresh) {
    minRefreshSeconds = Math.max(1, Math.min(minRefresh, 65535 * 3 / 4));
    int least = (minRefreshSeconds * 4 + 2) / 3;
    Map<String, Service> byUrl = new LinkedHashMap<>();
    for (Service service : services) {
      byUrl.putIfAbsent(
          service.url(), service.lifetimeSeconds() < least ? service.lasting(least) : service);
    }
    entries.forEach((url, entry) -> entry.wanted = byUrl.remove(url));
    byUrl.forEach(
        (url, service) -> entries.computeIfAbsent(url, u -> new Entry()).wanted = service);
  }

  /** The agent knows nothing any more, or nobody cares: all that is wanted is due. */
  void forget() {
    for (Entry entry : entries.values()) {
      entry.told = null;
      entry.notBefore = 0;
      entry.refusal = "";
      entry.acknowledged = false;
    }
    asking = null;
    stream = false;
    restUntil = 0;
    rest = RETRY;
  }

  /** All that the agent knows is due once more. */
  void tellAgain() {
    entries.values().forEach(entry -> entry.again |= entry.told != null);
  }

  /**
   * Whether the agent has been silent for too long; the service is left alone until its refresh.
   */
  boolean givesUp(long now) {
    Sending silent = asking;
    if (silent == null || now < askedAt + GIVE_UP) {
      return false;
    }
    refused(silent.request(), "no answer");
    return true;
  }

  /** What to send now, if anything. */
  Optional<Sending> step(long now) {
    Sending open = asking;
    if (open != null) {
      return now < repeatAt
          ? Optional.empty()
          : Optional.of(ask(now, open.request(), open.attempt() + 1));
    }
    Entry next = now < restUntil ? null : first();
    if (next == null || due(next) > now) {
      return Optional.empty();
    }
    // One that comes back within a second is told no sooner for that.
    entries.values().removeIf(entry -> entry.idle() && now >= entry.notBefore);
    askedAt = now;
    Service wanted = next.wanted;
    Service known = next.told;
    if (wanted == null) {
      Request.Deregister gone = new Request.Deregister(Objects.requireNonNull(known));
      return Optional.of(ask(now, gone, 1));
    }
    next.told = wanted;
    next.toldAt = now;
    next.notBefore = now + TimeUnit.SECONDS.toNanos(minRefreshSeconds);
    next.again = false;
    return Optional.of(ask(now, new Request.Register(wanted), 1));
  }

  private Sending ask(long now, Request request, int attempt) {
    Sending sending = new Sending(request, attempt, stream != (attempt == OTHER_WAY));
    asking = sending;
    repeatAt = Math.min(now + (RETRY << (attempt - 1)), askedAt + GIVE_UP);
    return sending;
  }

  private @Nullable Entry first() {
    Entry first = null;
    for (Entry entry : entries.values()) {
      if (first == null || due(entry) < due(first)) {
        first = entry;
      }
    }
    return first;
  }

  private long due(Entry entry) {
    Service wanted = entry.wanted;
    Service known = entry.told;
    if (wanted == null) {
      return known == null ? NEVER : 0;
    }
    if (known == null || entry.again) {
      return entry.notBefore;
    }
    long due = entry.toldAt + TimeUnit.SECONDS.toNanos(known.lifetimeSeconds()) * 3 / 4;
    int difference = known.difference(wanted);
    if (difference >= publishDelta.getAsInt()) {
      due = 0;
    } else if (difference > 0) {
      due = Math.min(due, entry.toldAt + SMALL_CHANGE);
    }
    return Math.max(due, entry.notBefore);
  }

  /** When {@link #givesUp} and {@link #step} are to be called again; {@link #NEVER} for no time. */
  long next() {
    if (asking != null) {
      return repeatAt;
    }
    Entry first = first();
    return first == null ? NEVER : Math.max(restUntil, due(first));
  }

  /**
   * The agent answered.
   *
   * @param overflow whether it found the request too large for a datagram
   */
  void acknowledged(long now, Request request, SlpError error, boolean overflow) {
    Sending open = asking;
    Entry entry = answered(request);
    if (entry == null) {
      return;
    }
    if (open != null) {
      stream = open.stream();
    }
    if (error.equals(SlpError.DA_BUSY_NOW)) {
      entry.again = true;
      restUntil = now + rest;
      rest = Math.min(2 * rest, MOST_REST);
    } else if (overflow && !stream) {
      entry.again = true;
      stream = true;
    } else if (error.equals(SlpError.REFRESH_REJECTED) && request instanceof Request.Register) {
      entry.again = true;
      entry.notBefore = Math.max(entry.notBefore, now + SMALL_CHANGE);
    } else {
      rest = RETRY;
      conclude(entry, request, error.ok() ? "" : error.toString());
    }
  }

  /** The request cannot be sent, or is not answered. */
  void refused(Request request, String why) {
    Entry entry = answered(request);
    if (entry != null) {
      conclude(entry, request, why);
    }
  }

  private @Nullable Entry answered(Request request) {
    Sending open = asking;
    boolean expected = open != null && open.request().equals(request);
    if (expected) {
      asking = null;
    }
    // Many deregistrations are under way when all ends.
    return expected || request instanceof Request.Deregister
        ? entries.get(request.service().url())
        : null;
  }

  private void conclude(Entry entry, Request request, String refusal) {
    if (request instanceof Request.Deregister) {
      entry.told = null;
    }
    entry.acknowledged = refusal.isEmpty();
    entry.refusal = refusal;
  }

  /** All ends: what the agent knows is to be deregistered, without order or repetition. */
  List<Sending> end() {
    asking = null;
    List<Sending> all = new ArrayList<>();
    for (Entry entry : entries.values()) {
      Service known = entry.told;
      if (known != null) {
        all.add(new Sending(new Request.Deregister(known), 1, stream));
      }
    }
    want(List.of(), 1);
    return all;
  }

  /** Whether the agent knows of a service. */
  boolean knows() {
    return entries.values().stream().anyMatch(entry -> entry.told != null);
  }

  /** How many services the agent has acknowledged. */
  int registered() {
    return (int) entries.values().stream().filter(e -> e.told != null && e.acknowledged).count();
  }

  /** Whether all that is wanted is told and acknowledged. */
  boolean complete() {
    return entries.values().stream()
        .allMatch(e -> e.idle() || (e.wanted != null && e.told != null && e.acknowledged));
  }

  /** A refusal and what it is about; empty where there is none. */
  String refusal() {
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      if (!entry.getValue().idle() && !entry.getValue().refusal.isEmpty()) {
        return entry.getKey() + ": " + entry.getValue().refusal;
      }
    }
    return "";
  }
}
