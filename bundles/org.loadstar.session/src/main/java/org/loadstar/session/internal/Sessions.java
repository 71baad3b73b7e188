// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.Choice;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionException;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.SessionRuntimeDTO;
import org.loadstar.net.NetworkStack;
import org.loadstar.session.internal.choice.Connector;
import org.loadstar.session.internal.client.FaultLog;
import org.loadstar.session.internal.profile.HostCodePages;
import org.loadstar.session.internal.profile.ProfileReader;
import org.loadstar.tn3270.codepage.CodePage;

/**
 * The sessions that live, whatever becomes of those who help to make them. Thread-safe; never
 * blocks.
 */
final class Sessions implements Context.Owner {
  private static final int KEPT_CHOICES = 64;
  private static final String STOPS = "the session service stops";

  private final Collaborators collaborators;
  private final Connector.Limits limits;
  private final ListenerHub listeners;
  private final HostCodePages codePages;
  private final Runnable changed;
  private final Workers workers = new Workers();
  private final FaultLog faults = new FaultLog();
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, EmulatorSession> open = new ConcurrentSkipListMap<>();
  private final Deque<Choice> choices = new ArrayDeque<>(); // guarded by itself
  private volatile boolean over;

  Sessions(
      Collaborators collaborators,
      Connector.Limits limits,
      ListenerHub listeners,
      HostCodePages codePages,
      Runnable changed) {
    this.collaborators = collaborators;
    this.limits = limits;
    this.listeners = listeners;
    this.codePages = codePages;
    this.changed = changed;
  }

  CompletionStage<Session> open(SessionProfile profile) {
    return open(profile, session -> {});
  }

  CompletionStage<Session> open(SessionProfile profile, Consumer<Session> prepare) {
    try {
      ProfileReader.check(profile);
    } catch (IllegalArgumentException wrong) {
      return CompletableFuture.failedFuture(wrong);
    }
    CompletableFuture<CodePage> page = codePages.find(profile.codePage());
    return page.isDone() && !page.isCompletedExceptionally()
        ? open(profile, page.join(), prepare)
        : openWith(page, profile, prepare);
  }

  /** Opens it when its code page has been read; who cancels that opens nothing. */
  private CompletableFuture<Session> openWith(
      CompletableFuture<CodePage> page, SessionProfile profile, Consumer<Session> prepare) {
    CompletableFuture<Session> opened = new CompletableFuture<>();
    page.whenCompleteAsync(
        (found, failure) -> {
          if (failure != null) {
            opened.completeExceptionally(failure);
          } else if (!opened.isDone()) {
            CompletableFuture<Session> started = open(profile, found, prepare);
            opened.whenComplete((session, cancelled) -> started.cancel(false));
            started.whenComplete(
                (session, refused) -> {
                  if (refused == null) {
                    opened.complete(session);
                  } else {
                    opened.completeExceptionally(refused);
                  }
                });
          }
        },
        workers);
    return opened;
  }

  private CompletableFuture<Session> open(
      SessionProfile profile, CodePage codePage, Consumer<Session> prepare) {
    if (over) {
      return CompletableFuture.failedFuture(
          new SessionException(SessionException.Kind.CLOSED, STOPS));
    }
    NetworkStack network = collaborators.network();
    if (network == null) {
      return CompletableFuture.failedFuture(
          new SessionException(
              SessionException.Kind.CLOSED, "there is no network service: org.loadstar.net"));
    }
    int number = ids.incrementAndGet();
    EmulatorSession session =
        new EmulatorSession(
            number,
            profile,
            codePage,
            new Context(
                collaborators,
                network.lease(),
                network.clock(),
                limits,
                workers,
                listeners,
                faults,
                this));
    open.put(number, session);
    changed.run();
    try {
      prepare.accept(session);
    } catch (RuntimeException | LinkageError foreign) {
      session.close("it could not be prepared");
      return CompletableFuture.failedFuture(foreign);
    }
    CompletableFuture<Session> opened = session.open();
    if (over) {
      session.close(STOPS);
    }
    return opened;
  }

  List<Session> all() {
    return List.copyOf(open.values());
  }

  @Nullable EmulatorSession byId(String id) {
    return open.values().stream().filter(s -> s.id().equals(id)).findFirst().orElse(null);
  }

  List<Choice> choices() {
    synchronized (choices) {
      return List.copyOf(choices);
    }
  }

  void tell(SessionRuntimeDTO dto) {
    open.values().forEach(session -> dto.sessions.add(session.toDTO()));
    dto.listeners.addAll(listeners.report());
    dto.codePages.addAll(codePages.report());
  }

  /** Ends them all, and whatever is opened from now on. */
  void closeAll() {
    over = true;
    open.values().forEach(session -> session.close(STOPS));
  }

  @Override
  public void chose(Choice choice) {
    synchronized (choices) {
      choices.add(choice);
      if (choices.size() > KEPT_CHOICES) {
        choices.remove();
      }
    }
    changed.run();
  }

  @Override
  public void changed() {
    changed.run();
  }

  @Override
  public void closed(EmulatorSession session) {
    open.remove(session.number());
    changed.run();
  }
}
