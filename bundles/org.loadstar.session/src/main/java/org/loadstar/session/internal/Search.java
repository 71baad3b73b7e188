// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.ranking.LoadRanker;
import org.loadstar.api.session.SessionState;
import org.loadstar.session.internal.choice.Connector;
import org.loadstar.session.internal.choice.ConnectorAction;
import org.loadstar.session.internal.client.Connection;
import org.loadstar.session.internal.client.Dial;
import org.loadstar.tn3270.e.NegotiationAction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a {@link Connector} wants, on the session's event loop, and gives it the answers there.
 * Collaborators are called when they are needed, so that the ones of that moment are used.
 */
final class Search implements Dial.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Search.class);

  /** Is told, on the event loop, how the search goes. */
  interface Listener {
    /** A dial to this server that has not begun. */
    Dial dial(ServerOffer offer, Dial.Listener listener);

    /** Where the session is now. */
    void state(SessionState state);

    /** It has ended well. */
    void chosen(ConnectorAction.Chosen chosen, Connection connection);

    /** It has ended without a server. */
    void failed(ConnectorAction.Failed failed);
  }

  private final Connector connector;
  private final Collaborators collaborators;
  private final EventLoop loop;
  private final Workers workers;
  private final Listener listener;
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable Future<?> asked;
  private @Nullable Dial dial;
  private @Nullable Connection connection;
  private boolean over;

  Search(
      Connector connector,
      Collaborators collaborators,
      EventLoop loop,
      Workers workers,
      Listener listener) {
    this.connector = connector;
    this.collaborators = collaborators;
    this.loop = loop;
    this.workers = workers;
    this.listener = listener;
  }

  void start() {
    perform(connector.start());
  }

  /** Ends it; the listener hears no more. */
  void stop() {
    over = true;
    if (timer != null) {
      timer.cancel(false);
    }
    if (asked != null) {
      asked.cancel(false);
    }
    if (dial != null) {
      dial.hangUp();
    }
  }

  private void perform(List<ConnectorAction> actions) {
    for (ConnectorAction action : actions) {
      if (!over) {
        perform(action);
      }
    }
  }

  private void perform(ConnectorAction action) {
    if (action instanceof ConnectorAction.Find find) {
      listener.state(SessionState.FINDING);
      ServerLocator locator = collaborators.locator();
      ask(
          locator == null ? null : () -> locator.find(find.query()),
          "there is no discovery service",
          connector::found,
          connector::notFound);
    } else if (action instanceof ConnectorAction.Rank rank) {
      LoadRanker ranker = collaborators.ranker();
      ask(
          ranker == null ? null : () -> ranker.rank(rank.offers(), rank.requirements()),
          "no ranker",
          connector::ranked,
          connector::notRanked);
    } else if (action instanceof ConnectorAction.Dial call) {
      listener.state(SessionState.CONNECTING);
      dial = listener.dial(call.offer(), this);
      dial.start(workers);
    } else if (action instanceof ConnectorAction.HangUp && dial != null) {
      dial.hangUp();
    } else if (action instanceof ConnectorAction.Timer next) {
      schedule(next);
    } else if (action instanceof ConnectorAction.TellFailed told) {
      tell(ranker -> ranker.failed(told.offer(), told.reason()));
    } else if (action instanceof ConnectorAction.TellSucceeded told) {
      tell(ranker -> ranker.succeeded(told.offer()));
    } else if (action instanceof ConnectorAction.Chosen chosen && connection != null) {
      dial = null;
      stop();
      listener.chosen(chosen, connection);
    } else if (action instanceof ConnectorAction.Failed failed) {
      stop();
      listener.failed(failed);
    }
  }

  /** Asks a collaborator, who may be absent, throw, fail, or answer on any thread. */
  private <T> void ask(
      @Nullable Supplier<CompletionStage<T>> question,
      String absent,
      Function<T, List<ConnectorAction>> answered,
      Function<String, List<ConnectorAction>> failed) {
    if (question == null) {
      post(() -> perform(failed.apply(absent)));
      return;
    }
    BiConsumer<@Nullable T, @Nullable Throwable> done =
        (answer, failure) ->
            post(
                () ->
                    perform(
                        answer != null
                            ? answered.apply(answer)
                            : failed.apply(failure == null ? "no answer" : failure.toString())));
    try {
      CompletionStage<T> stage = question.get();
      asked = stage.toCompletableFuture();
      stage.whenComplete(done);
    } catch (RuntimeException broken) {
      done.accept(null, broken);
    }
  }

  private void schedule(ConnectorAction.Timer next) {
    if (timer != null) {
      timer.cancel(false);
    }
    timer =
        loop.schedule(
            () -> perform(connector.timeUp(dial == null ? "" : dial.progress())),
            next.after().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void tell(Consumer<LoadRanker> news) {
    tell(collaborators, news);
  }

  static void tell(Collaborators collaborators, Consumer<LoadRanker> news) {
    LoadRanker ranker = collaborators.ranker();
    if (ranker != null) {
      try {
        news.accept(ranker);
      } catch (RuntimeException broken) {
        LOG.warn("The ranker does not listen: {}", broken.toString());
      }
    }
  }

  private void post(Runnable task) {
    try {
      loop.execute(
          () -> {
            if (!over) {
              task.run();
            }
          });
    } catch (RejectedExecutionException ended) {
      // The session was closed meanwhile.
    }
  }

  @Override
  public void tcpConnected() {
    perform(connector.tcpConnected());
  }

  @Override
  public void accepted(Connection made, NegotiationAction.Connected agreed) {
    connection = made;
    String lu = agreed.luName();
    String encryption = made.encryption().toString();
    perform(
        connector.accepted(
            agreed.mode()
                + (lu == null ? "" : ", LU " + lu)
                + ", "
                + agreed.deviceType()
                + (encryption.isEmpty() ? "" : ", " + encryption)));
  }

  @Override
  public void refused(String reason) {
    perform(connector.refused(reason));
  }
}
