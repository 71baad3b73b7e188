// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.loadstar.api.session.SessionException;
import org.loadstar.shell.wire.Reply;

/** Waits for a stage, and tells its failure as a command's. */
final class Waiting {
  private Waiting() {}

  /**
   * The stage's value.
   *
   * @param what what is waited for, for the message when the time is over
   */
  static <T> T get(CompletionStage<T> stage, Duration atMost, String what) throws CommandException {
    Future<T> future = stage.toCompletableFuture();
    try {
      return future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      throw new CommandException(
          Reply.ALL_REFUSED, what + " did not end within " + atMost.toSeconds() + " s");
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new CommandException(Reply.NOT_RUNNING, "the container stops");
    } catch (ExecutionException e) {
      throw told(e.getCause() == null ? e : e.getCause());
    }
  }

  private static CommandException told(Throwable cause) {
    Throwable told =
        cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
    String message = String.valueOf(told.getMessage());
    if (told instanceof SessionException failure) {
      return switch (failure.kind()) {
        case NO_SERVER_FOUND -> new CommandException(Reply.NO_SERVER, message);
        case ALL_REFUSED, CLOSED, TIMED_OUT, KEY_REFUSED, TRANSFER_FAILED, CANCELED ->
            new CommandException(Reply.ALL_REFUSED, message);
      };
    }
    if (told instanceof IllegalArgumentException || told instanceof IllegalStateException) {
      return new CommandException(Reply.WRONG_USE, message);
    }
    return new CommandException(Reply.WRONG_USE, told.toString());
  }
}
