// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.distributor.FlowHelper;
import org.loadstar.api.distributor.FlowHelper.Action;
import org.loadstar.api.distributor.FlowHelper.Flow;
import org.loadstar.api.distributor.FlowHelper.Side;

/**
 * The helper of one control connection, as the relay calls it: each stage completes in time, on any
 * thread; a failed one is a fault of the helper. One call at a time.
 */
public interface FlowCaller {
  /** Bytes that a side sent. */
  CompletionStage<List<Action>> data(Side from, ByteBuffer bytes);

  /** The port that was asked for is open. */
  CompletionStage<List<Action>> opened(InetSocketAddress announce);

  /** The port that was asked for cannot be opened. */
  CompletionStage<List<Action>> refused();

  /** Finds helpers. Called on an event loop. */
  @FunctionalInterface
  interface Finder {
    /** The helper of that name for a new control connection, or null where there is none. */
    @Nullable FlowCaller open(String name, FlowHelper.Start start);
  }

  /** Calls a helper of our own: at once, on the caller's thread. */
  static FlowCaller direct(Flow flow) {
    return new FlowCaller() {
      @Override
      public CompletionStage<List<Action>> data(Side from, ByteBuffer bytes) {
        return CompletableFuture.completedFuture(flow.data(from, bytes));
      }

      @Override
      public CompletionStage<List<Action>> opened(InetSocketAddress announce) {
        return CompletableFuture.completedFuture(flow.opened(announce));
      }

      @Override
      public CompletionStage<List<Action>> refused() {
        return CompletableFuture.completedFuture(flow.refused());
      }
    };
  }
}
