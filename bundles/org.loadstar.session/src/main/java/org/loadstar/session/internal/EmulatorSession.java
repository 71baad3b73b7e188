// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.session.Choice;
import org.loadstar.api.session.FileTransfer;
import org.loadstar.api.session.HostPort;
import org.loadstar.api.session.Key;
import org.loadstar.api.session.KeyResult;
import org.loadstar.api.session.Keyboard;
import org.loadstar.api.session.RecordListener;
import org.loadstar.api.session.ScreenField;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.Session;
import org.loadstar.api.session.SessionException;
import org.loadstar.api.session.SessionException.Kind;
import org.loadstar.api.session.SessionListener;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.api.session.SessionRuntimeDTO.SessionDTO;
import org.loadstar.api.session.SessionState;
import org.loadstar.api.session.TransferListener;
import org.loadstar.api.session.TransferRequest;
import org.loadstar.net.TlsSession;
import org.loadstar.session.internal.choice.Connector;
import org.loadstar.session.internal.choice.ConnectorAction;
import org.loadstar.session.internal.client.Connection;
import org.loadstar.session.internal.client.Dial;
import org.loadstar.session.internal.client.Encryption;
import org.loadstar.session.internal.client.Terminal;
import org.loadstar.session.internal.client.TlsWish;
import org.loadstar.session.internal.transfer.RunningTransfer;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.e.NegotiationAction;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session, which belongs to one event loop: what callers want is sent there, in their order. It
 * holds its lease of the loops from its beginning to its end.
 *
 * <pre>
 *   FINDING --&gt; CONNECTING --&gt; CONNECTED --lost, reconnect--&gt; FINDING (a new choice)
 *      |            |              | lost, no reconnect
 *      +------------+--------------+--&gt; CLOSED        close() from any
 * </pre>
 */
final class EmulatorSession implements Session {
  private static final Logger LOG = LoggerFactory.getLogger(EmulatorSession.class);
  private static final int KEPT_CHOICES = 16;
  private static final String NOT_CONNECTED = KeyboardLock.NOT_CONNECTED.text();

  /** A connection that ends sooner is no success: the next search waits, longer each time. */
  private static final Duration SHORT_LIFE = Duration.ofSeconds(10);

  private static final String TRANSFERRING = "X file transfer";
  private static final long FIRST_DELAY_MILLIS = 500;
  private static final int MAX_DOUBLINGS = 6;

  /** Where it is. */
  private record Place(ServerOffer offer, Connection connection, Instant since) {}

  private final int number;
  private final String id;
  private final SessionProfile profile;
  private final Context context;
  private final EventLoop loop;
  private final Terminal terminal;
  private final TypeAhead typeAhead;
  private final Keyboard withTypeAhead;
  private final Keyboard withoutTypeAhead;
  private final Waiters waiters;
  private final Deliveries deliveries;
  private final Recordings recordings;
  private final CompletableFuture<Session> opened = new CompletableFuture<>();
  private final Deque<Choice> choices = new ArrayDeque<>(); // guarded by itself
  private volatile SessionState state = SessionState.FINDING;
  private volatile String closedWhy = "";
  private volatile @Nullable Place place;
  private volatile NegotiationAction.@Nullable Connected agreed;
  private final AtomicInteger moves = new AtomicInteger(-1);

  // On the event loop only.
  private @Nullable Search search;
  private @Nullable ScheduledFuture<?> waiting;
  private @Nullable RunningTransfer transfer;
  private int shortLives;
  private long generation;
  private String lock = "";

  EmulatorSession(int number, SessionProfile profile, CodePage codePage, Context context) {
    this.number = number;
    this.id = "s" + number;
    this.profile = profile;
    this.context = context;
    this.loop = context.lease().group().next();
    this.terminal = new Terminal(profile.deviceType(), codePage);
    this.typeAhead = new TypeAhead(terminal, context.workers());
    this.withTypeAhead = new SessionKeyboard(typist, true);
    this.withoutTypeAhead = new SessionKeyboard(typist, false);
    this.waiters = new Waiters(context.workers(), terminal::snapshot);
    this.deliveries = new Deliveries(context.listeners(), this);
    this.recordings = new Recordings(id, profile, terminal, context);
  }

  /** Begins; completes when it is connected. Cancelling it closes the session. */
  CompletableFuture<Session> open() {
    opened.whenComplete(
        (session, failure) -> {
          if (opened.isCancelled()) {
            close();
          }
        });
    loop.execute(() -> search("open", ""));
    return opened;
  }

  private void search(String cause, String lostServer) {
    if (state == SessionState.CLOSED) {
      return;
    }
    Connector connector =
        new Connector(profile, cause, lostServer, context.clock(), context.limits());
    Search started =
        new Search(connector, context.collaborators(), loop, context.workers(), searching);
    search = started;
    started.start();
  }

  private final Search.Listener searching =
      new Search.Listener() {
        @Override
        public Dial dial(ServerOffer offer, Dial.Listener listener) {
          return new Dial(
              loop,
              new HostPort(offer.host(), offer.port()),
              Requests.of(profile),
              new TlsWish(profile, context.collaborators().tls()),
              terminal,
              context.faults(),
              recordings::tap,
              listener,
              connected);
        }

        @Override
        public void state(SessionState now) {
          EmulatorSession.this.state(now);
        }

        @Override
        public void chosen(ConnectorAction.Chosen chosen, Connection connection) {
          place = new Place(chosen.offer(), connection, context.clock().instant());
          agreed = connection.agreed();
          moves.incrementAndGet();
          remember(chosen.choice());
          LOG.info("Session {} is on {}", id, chosen.offer().address());
          EmulatorSession.this.state(SessionState.CONNECTED);
          opened.completeAsync(() -> EmulatorSession.this, context.workers());
        }

        @Override
        public void failed(ConnectorAction.Failed failed) {
          remember(failed.choice());
          end(new SessionException(failed.kind(), failed.message()));
        }
      };

  private final Connection.Listener connected =
      new Connection.Listener() {
        @Override
        public void screenChanged() {
          Place now = place;
          if (now != null) {
            typeAhead.restored(now.connection());
          }
          EmulatorSession.this.screenChanged();
        }

        @Override
        public void recordApplied() {
          recordings.recordApplied();
        }

        @Override
        public void agreedAgain() {
          Place now = place;
          agreed = now == null ? null : now.connection().agreed();
          context.owner().changed();
        }

        @Override
        public void ended(String reason) {
          lost(reason);
        }
      };

  private void lost(String reason) {
    Place last = place;
    if (last == null || state == SessionState.CLOSED) {
      return;
    }
    ServerOffer offer = last.offer();
    String cause = "lost " + offer.address() + ": " + reason;
    LOG.info("Session {} {}", id, cause);
    place = null;
    agreed = null;
    interruptTransfer(reason);
    terminal.freeze();
    typeAhead.drop(NOT_CONNECTED);
    screenChanged();
    Search.tell(context.collaborators(), ranker -> ranker.failed(offer, reason));
    if (!profile.reconnect()) {
      end(new SessionException(Kind.CLOSED, cause));
      return;
    }
    state(SessionState.FINDING);
    Duration life = Duration.between(last.since(), context.clock().instant());
    shortLives = life.compareTo(SHORT_LIFE) < 0 ? shortLives + 1 : 0;
    if (shortLives <= 1) {
      search(cause, offer.address());
    } else {
      long delay = FIRST_DELAY_MILLIS << Math.min(shortLives - 2, MAX_DOUBLINGS);
      waiting = loop.schedule(() -> search(cause, offer.address()), delay, TimeUnit.MILLISECONDS);
    }
  }

  private void end(SessionException why) {
    if (state == SessionState.CLOSED) {
      return;
    }
    closedWhy = String.valueOf(why.getMessage());
    Place last = place;
    place = null;
    state(SessionState.CLOSED);
    if (search != null) {
      search.stop();
    }
    if (waiting != null) {
      waiting.cancel(false);
    }
    if (last != null) {
      last.connection().close();
    }
    interruptTransfer(closedWhy);
    terminal.freeze();
    typeAhead.drop(NOT_CONNECTED);
    screenChanged();
    deliveries.end();
    recordings.end();
    context.owner().closed(this);
    context.lease().close();
    context
        .workers()
        .execute(
            () -> {
              opened.completeExceptionally(why);
              waiters.fail(closed());
            });
  }

  private SessionException closed() {
    return new SessionException(Kind.CLOSED, "session " + id + " is closed: " + closedWhy);
  }

  private void state(SessionState now) {
    if (state != now) {
      state = now;
      deliveries.stateChanged();
      context.owner().changed();
    }
  }

  private void screenChanged() {
    long newest = terminal.generation();
    if (newest == generation) {
      return;
    }
    generation = newest;
    waiters.screenChanged();
    deliveries.screenChanged(newest, terminal.takeDirtyRows());
    if (!lock.equals(terminal.lock())) {
      lock = terminal.lock();
      context.owner().changed();
    }
  }

  private void remember(Choice choice) {
    synchronized (choices) {
      choices.add(choice);
      if (choices.size() > KEPT_CHOICES) {
        choices.remove();
      }
    }
    context.owner().chose(choice);
  }

  /** Rises from session to session. */
  int number() {
    return number;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public SessionState state() {
    return state;
  }

  @Override
  public ScreenSnapshot snapshot() {
    return terminal.snapshot();
  }

  @Override
  public List<Choice> choices() {
    synchronized (choices) {
      return List.copyOf(choices);
    }
  }

  @Override
  public CompletionStage<KeyResult> type(CharSequence text) {
    return withTypeAhead.type(text);
  }

  @Override
  public CompletionStage<KeyResult> press(Key key) {
    return withTypeAhead.press(key);
  }

  @Override
  public CompletionStage<KeyResult> moveTo(int row, int column) {
    return withTypeAhead.moveTo(row, column);
  }

  @Override
  public CompletionStage<KeyResult> fill(ScreenField field, CharSequence text) {
    return withTypeAhead.fill(field, text);
  }

  @Override
  public CompletionStage<KeyResult> fill(String label, CharSequence text) {
    return withTypeAhead.fill(label, text);
  }

  @Override
  public Keyboard withoutTypeAhead() {
    return withoutTypeAhead;
  }

  private final SessionKeyboard.Typist typist =
      new SessionKeyboard.Typist() {
        @Override
        public void type(TypeAhead.Typed typed, boolean mayWait) {
          onLoop(
              typed.result(),
              () -> {
                Place now = place;
                if (transfer != null) {
                  typeAhead.refuse(typed, TRANSFERRING);
                } else if (now == null) {
                  typeAhead.refuse(typed, NOT_CONNECTED);
                } else if (mayWait) {
                  typeAhead.add(typed, now.connection());
                } else {
                  typeAhead.now(typed, now.connection());
                }
                screenChanged();
              });
        }

        @Override
        public KeyResult reset(Connection connection) {
          if (typeAhead.isEmpty()) {
            return connection.press(Key.RESET);
          }
          typeAhead.drop("X Reset");
          return KeyResult.ACCEPTED;
        }
      };

  /** Runs the task on the loop, unless its result is not wanted any more or cannot be had. */
  private void onLoop(CompletableFuture<?> result, Runnable task) {
    try {
      loop.execute(
          () -> {
            if (state == SessionState.CLOSED) {
              context.workers().execute(() -> result.completeExceptionally(closed()));
            } else if (!result.isDone()) {
              task.run();
            }
          });
    } catch (RejectedExecutionException over) {
      result.completeExceptionally(closed());
    }
  }

  @Override
  public CompletionStage<ScreenSnapshot> await(
      Predicate<ScreenSnapshot> condition, Duration timeout) {
    CompletableFuture<ScreenSnapshot> result = new CompletableFuture<>();
    onLoop(
        result,
        () -> {
          waiters.add(condition, result);
          expire(result, timeout, "no such screen");
        });
    return result;
  }

  @Override
  public CompletionStage<ScreenSnapshot> submit(Key key, Duration timeout) {
    CompletableFuture<KeyResult> pressed = press(key).toCompletableFuture();
    CompletableFuture<ScreenSnapshot> result = new CompletableFuture<>();
    pressed.whenComplete(
        (told, failure) -> {
          if (failure != null) {
            result.completeExceptionally(failure);
          } else if (told.accepted()) {
            onLoop(result, () -> waiters.add(ScreenSnapshot::isUnlocked, result));
          } else {
            String why = "the keyboard refused " + key + ": " + told.lock();
            result.completeExceptionally(new SessionException(Kind.KEY_REFUSED, why));
          }
        });
    onLoop(result, () -> expire(result, timeout, "no unlocked keyboard"));
    result.whenComplete((screen, failure) -> pressed.cancel(false));
    return result;
  }

  /** Fails it when its time is over; on the loop. */
  private void expire(CompletableFuture<?> result, Duration timeout, String what) {
    SessionException late =
        new SessionException(Kind.TIMED_OUT, what + " within " + timeout.toMillis() + " ms");
    ScheduledFuture<?> timer =
        loop.schedule(
            () -> context.workers().execute(() -> result.completeExceptionally(late)),
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    result.whenComplete((value, failure) -> timer.cancel(false));
  }

  @Override
  public FileTransfer transfer(TransferRequest request, TransferListener listener) {
    RunningTransfer asked =
        new RunningTransfer(
            request,
            listener,
            terminal,
            loop,
            context.workers(),
            context.workers().inOrder(),
            context.workers().inOrder(),
            transferring);
    try {
      loop.execute(() -> start(asked));
    } catch (RejectedExecutionException over) {
      asked.refuse(closed());
    }
    return asked;
  }

  private void start(RunningTransfer asked) {
    Place now = place;
    if (state == SessionState.CLOSED) {
      asked.refuse(closed());
    } else if (transfer != null) {
      asked.refuse(new SessionException(Kind.TRANSFER_FAILED, "another transfer runs"));
    } else if (now == null) {
      asked.refuse(new SessionException(Kind.TRANSFER_FAILED, "the session is not connected"));
    } else {
      transfer = asked;
      typeAhead.drop(TRANSFERRING);
      asked.start(now.connection());
    }
  }

  private void interruptTransfer(String reason) {
    if (transfer != null) {
      transfer.lost(reason);
    }
  }

  private final RunningTransfer.Owner transferring =
      new RunningTransfer.Owner() {
        @Override
        public void screenChanged() {
          EmulatorSession.this.screenChanged();
        }

        @Override
        public void over() {
          transfer = null;
        }
      };

  @Override
  public AutoCloseable listen(SessionListener listener) {
    AutoCloseable handle = deliveries.add(listener);
    if (state == SessionState.CLOSED) {
      deliveries.end();
    }
    return handle;
  }

  @Override
  public AutoCloseable follow(RecordListener listener) {
    return recordings.follow(loop, listener);
  }

  @Override
  public AutoCloseable trace(Writer out) {
    return recordings.trace(loop, out, () -> agreed);
  }

  @Override
  public void close() {
    close("by its user");
  }

  void close(String why) {
    try {
      loop.execute(() -> end(new SessionException(Kind.CLOSED, why)));
    } catch (RejectedExecutionException over) {
      // It is closed already.
    }
  }

  SessionDTO toDTO() {
    SessionDTO dto = new SessionDTO();
    dto.id = id;
    dto.profile = profile.name();
    dto.state = state.name();
    dto.lock = terminal.lock();
    dto.moves = Math.max(0, moves.get());
    Place now = place;
    NegotiationAction.Connected mode = agreed;
    if (now != null && mode != null) {
      dto.server = now.offer().address();
      dto.url = profile.slp() ? now.offer().url() : "";
      dto.lu = mode.luName() == null ? "" : mode.luName();
      dto.application = now.connection().application();
      dto.protocol = mode.mode().name();
      dto.deviceType = mode.deviceType();
      Encryption encryption = now.connection().encryption();
      dto.tlsNote = encryption.note();
      TlsSession tls = encryption.session();
      if (tls != null) {
        dto.tls = true;
        dto.tlsProtocol = tls.protocol();
        dto.tlsCipherSuite = tls.cipherSuite();
        dto.tlsPeer = tls.peer();
      }
      mode.functions().forEach(function -> dto.functions.add(function.toString()));
    }
    return dto;
  }

  @Override
  public String toString() {
    return "session " + id + " " + state;
  }
}
