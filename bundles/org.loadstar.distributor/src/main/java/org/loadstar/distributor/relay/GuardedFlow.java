// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.FlowHelper;
import org.loadstar.api.distributor.FlowHelper.Action;
import org.loadstar.api.distributor.FlowHelper.Flow;
import org.loadstar.api.distributor.FlowHelper.Side;
import org.loadstar.guard.BadAnswerException;
import org.loadstar.guard.Extension;
import org.loadstar.guard.ExtensionGuard;

/** Calls a helper of a third party, bounded in time and faults. */
final class GuardedFlow implements FlowCaller {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final ExtensionGuard<FlowHelper> guard;
  private final Extension<FlowHelper> extension;
  private final FlowHelper.Start start;

  /** Used on guard threads, one at a time; a call happens before the next. */
  private @Nullable Flow flow;

  GuardedFlow(
      ExtensionGuard<FlowHelper> guard, Extension<FlowHelper> extension, FlowHelper.Start start) {
    this.guard = guard;
    this.extension = extension;
    this.start = start;
  }

  @Override
  public CompletionStage<List<Action>> data(Side from, ByteBuffer bytes) {
    return call(f -> f.data(from, bytes));
  }

  @Override
  public CompletionStage<List<Action>> opened(InetSocketAddress announce) {
    return call(f -> f.opened(announce));
  }

  @Override
  public CompletionStage<List<Action>> refused() {
    return call(Flow::refused);
  }

  private CompletionStage<List<Action>> call(Function<Flow, List<Action>> function) {
    return guard.call(
        extension,
        LIMIT,
        helper -> {
          Flow called = flow;
          if (called == null) {
            called = helper.open(start);
            flow = called;
          }
          return checked(called == null ? null : function.apply(called));
        });
  }

  private static List<Action> checked(@Nullable List<Action> answer) throws BadAnswerException {
    if (answer == null) {
      throw new BadAnswerException("returned null");
    }
    List<Action> actions = List.copyOf(answer);
    for (Action action : actions.subList(0, Math.max(0, actions.size() - 1))) {
      if (action instanceof Action.ExpectPassive || action instanceof Action.ExpectActive) {
        throw new BadAnswerException("asked for a port before the end of its list");
      }
    }
    return actions;
  }
}
