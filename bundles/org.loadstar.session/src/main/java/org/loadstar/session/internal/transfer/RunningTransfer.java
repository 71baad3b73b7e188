// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.transfer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.FileTransfer;
import org.loadstar.api.session.KeyResult;
import org.loadstar.api.session.SessionException;
import org.loadstar.api.session.SessionException.Kind;
import org.loadstar.api.session.TransferListener;
import org.loadstar.api.session.TransferRequest;
import org.loadstar.api.session.TransferResult;
import org.loadstar.session.internal.client.Connection;
import org.loadstar.session.internal.client.DisplayWorker;
import org.loadstar.session.internal.client.Terminal;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.datastream.DdmLimits;
import org.loadstar.tn3270.datastream.Outcome;
import org.loadstar.tn3270.transfer.CutClient;
import org.loadstar.tn3270.transfer.DdmMessage;
import org.loadstar.tn3270.transfer.DftClient;
import org.loadstar.tn3270.transfer.TransferAction;
import org.loadstar.tn3270.transfer.TransferCommand;
import org.loadstar.tn3270.transfer.TransferEnd;

/**
 * A transfer on its session: the host's requests go to the state machine of the mode that the host
 * uses, the local file is read and written by a worker, one piece at a time. On the session's event
 * loop only, but for the methods of {@link FileTransfer}.
 *
 * <pre>
 *   new --start / open the file--&gt; opening --opened / type the command--&gt; running
 *   running --host's message--&gt; over
 *   running --cancel, local fault / tell the host--&gt; breaking off --host's message, silence--&gt; over
 *   any --connection lost, host silent--&gt; over
 * </pre>
 */
public final class RunningTransfer implements FileTransfer, DisplayWorker {
  /** What a transfer needs of its session. */
  public interface Owner {
    /** The screen may have changed. */
    void screenChanged();

    /** It is over; another one may begin. */
    void over();
  }

  private static final Outcome APPLIED = new Outcome.Applied(false, 0);

  private final TransferRequest request;
  private final Terminal terminal;
  private final EventLoop loop;
  private final Executor workers;
  private final Executor fileWorker;
  private final Progress progress;
  private final Owner owner;
  private final DftClient dft;
  private final CutClient cut;
  private final CompletableFuture<TransferResult> result = new CompletableFuture<>();
  private @Nullable LocalFile file;
  private @Nullable Connection connection;
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable SessionException failure;
  private boolean over;

  /**
   * A transfer that has not begun.
   *
   * @param workers for what depends on the result
   * @param fileWorker one task after the other, for the file
   * @param listenerWorker one task after the other, for the listener
   */
  public RunningTransfer(
      TransferRequest request,
      TransferListener listener,
      Terminal terminal,
      EventLoop loop,
      Executor workers,
      Executor fileWorker,
      Executor listenerWorker,
      Owner owner) {
    this.request = request;
    this.terminal = terminal;
    this.loop = loop;
    this.workers = workers;
    this.fileWorker = fileWorker;
    this.progress = new Progress(this, listener, listenerWorker);
    this.owner = owner;
    this.dft = new DftClient(Commands.direction(request), DdmLimits.OURS);
    this.cut = terminal.cutClient(Commands.direction(request));
  }

  @Override
  public TransferRequest request() {
    return request;
  }

  @Override
  public long bytes() {
    return progress.bytes();
  }

  @Override
  public CompletionStage<TransferResult> result() {
    return result.minimalCompletionStage();
  }

  @Override
  public void cancel() {
    try {
      loop.execute(
          () -> breakOff(new SessionException(Kind.CANCELED, "the transfer was canceled")));
    } catch (RejectedExecutionException ended) {
      // So has the transfer.
    }
  }

  /** Ends it before it has begun. */
  public void refuse(SessionException why) {
    over = true;
    workers.execute(() -> result.completeExceptionally(why));
  }

  /** Begins. */
  public void start(Connection on) {
    connection = on;
    TransferCommand command;
    try {
      command = Commands.of(request);
    } catch (IllegalArgumentException wrong) {
      fail(failed(String.valueOf(wrong.getMessage())));
      return;
    }
    onFile(
        () -> {
          LocalFile opened = LocalFile.open(request, terminal.codePage());
          return () -> opened(opened, on, command);
        });
  }

  private void opened(LocalFile opened, Connection on, TransferCommand command) {
    file = opened;
    if (over || failure != null) {
      end(failure != null ? failure : failed("it is over"));
      return;
    }
    terminal.employ(this);
    KeyResult typed = on.enter(line(command));
    owner.screenChanged();
    if (typed.accepted()) {
      waitForHost();
    } else {
      fail(failed("the command cannot be entered: " + typed.lock()));
    }
  }

  /** IND$FILE has the character that the code page has at X'5B', which is not always a dollar. */
  private String line(TransferCommand command) {
    return command.line().replaceFirst("\\$", Matcher.quoteReplacement(dollar()));
  }

  private String dollar() {
    return String.valueOf(terminal.codePage().toChar(0x5B));
  }

  // What the host does.

  @Override
  public @Nullable Outcome apply(int type, ByteBuf parameters) {
    if (type != DdmMessage.TYPE) {
      return null;
    }
    DdmMessage message;
    try {
      message = DdmMessage.decode(parameters);
    } catch (ProtocolException wrong) {
      return new Outcome.Negative(wrong.reason(), String.valueOf(wrong.getMessage()));
    }
    performLater(dft, dft.received(message));
    return APPLIED;
  }

  @Override
  public byte @Nullable [] lastReply() {
    return dft.lastReply();
  }

  @Override
  public void applied() {
    if (timer != null) {
      waitForHost(); // it is not silent
    }
    performLater(cut, cut.screenWritten());
  }

  private void performLater(TransferEnd end, List<TransferAction> actions) {
    if (!actions.isEmpty()) {
      loop.execute(() -> perform(end, actions));
    }
  }

  private void act(TransferEnd end, Supplier<List<TransferAction>> event) {
    perform(end, terminal.exclusively(event));
    owner.screenChanged();
  }

  private void perform(TransferEnd end, List<TransferAction> actions) {
    for (TransferAction action : actions) {
      if (over || file == null || connection == null) {
        return;
      }
      LocalFile local = file;
      stopWaiting();
      if (action instanceof TransferAction.Send send) {
        connection.send(send.record());
        waitForHost();
      } else if (action instanceof TransferAction.Read read) {
        onFile(
            () -> {
              byte[] data = local.read(read.length());
              return () -> {
                progress.add(data.length);
                act(end, () -> end.data(data));
              };
            });
      } else if (action instanceof TransferAction.Write write) {
        onFile(
            () -> {
              local.write(write.data());
              return () -> {
                progress.add(write.data().length);
                act(end, end::written);
              };
            });
      } else if (action instanceof TransferAction.Finished finished) {
        finished(local, finished);
      }
    }
  }

  private void finished(LocalFile local, TransferAction.Finished finished) {
    if (failure != null) {
      end(failure);
      return;
    }
    String aborted = dft.aborted().isEmpty() ? cut.aborted() : dft.aborted();
    if (!finished.complete()) {
      fail(failed(aborted.isEmpty() ? finished.message() : aborted));
      return;
    }
    file = null;
    release();
    fileWorker.execute(
        () -> {
          try {
            local.complete();
            result.completeAsync(
                () -> new TransferResult(bytes(), finished.message(), local.substituted()),
                workers);
          } catch (IOException wrong) {
            local.abandon();
            result.completeExceptionally(failed(describe(wrong)));
          }
        });
  }

  // What goes wrong.

  /** The connection is gone. */
  public void lost(String reason) {
    fail(new SessionException(Kind.CLOSED, "the transfer was interrupted: " + reason));
  }

  private void silent() {
    SessionException why =
        failure != null
            ? failure
            : new SessionException(
                Kind.TIMED_OUT, "the host was silent for " + request.timeout().toMillis() + " ms");
    end(why);
  }

  /** Tells the host that no more is wanted; when it has answered it is over. */
  private void breakOff(SessionException why) {
    if (over || failure != null) {
      return;
    }
    failure = why;
    if (file == null) {
      return; // it ends when the file is open
    }
    String reason = String.valueOf(why.getMessage());
    act(dft, () -> dft.abort(reason));
    act(cut, () -> cut.abort(reason));
  }

  private void fail(SessionException why) {
    end(failure != null ? failure : why);
  }

  private void end(SessionException why) {
    LocalFile local = file;
    boolean first = !over;
    release();
    if (local != null) {
      file = null;
      fileWorker.execute(local::abandon);
    }
    if (first) {
      fileWorker.execute(() -> workers.execute(() -> result.completeExceptionally(why)));
    }
  }

  private void release() {
    stopWaiting();
    if (!over) {
      over = true;
      terminal.dismiss(this);
      owner.over();
    }
  }

  private static SessionException failed(String message) {
    return new SessionException(Kind.TRANSFER_FAILED, message);
  }

  private String describe(IOException wrong) {
    return wrong instanceof CharacterCodingException
        ? request.localFile() + " cannot be read or written as " + request.charset()
        : String.valueOf(wrong.getMessage());
  }

  private void waitForHost() {
    stopWaiting();
    if (!over) {
      timer = loop.schedule(this::silent, request.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void stopWaiting() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** Does something with the file, and then what comes of it on the event loop. */
  private interface FileTask {
    Runnable run() throws IOException;
  }

  private void onFile(FileTask task) {
    fileWorker.execute(
        () -> {
          Runnable then;
          try {
            then = task.run();
          } catch (IOException wrong) {
            SessionException why = failed(describe(wrong));
            then = () -> localFault(why);
          }
          try {
            loop.execute(then);
          } catch (RejectedExecutionException ended) {
            // The session has told it.
          }
        });
  }

  private void localFault(SessionException why) {
    if (file == null) {
      fail(why);
    } else {
      breakOff(why);
    }
  }

  @Override
  public String toString() {
    return "transfer " + request.direction() + " of " + request.hostFile() + ", " + bytes();
  }
}
