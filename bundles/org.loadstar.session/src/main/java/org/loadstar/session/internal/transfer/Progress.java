// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.transfer;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.loadstar.api.session.FileTransfer;
import org.loadstar.api.session.TransferListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts bytes and tells a listener: one call at a time, always the newest. Thread-safe. */
final class Progress {
  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

  private final FileTransfer transfer;
  private final TransferListener listener;
  private final Executor inOrder;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean due = new AtomicBoolean();

  Progress(FileTransfer transfer, TransferListener listener, Executor inOrder) {
    this.transfer = transfer;
    this.listener = listener;
    this.inOrder = inOrder;
  }

  void add(int count) {
    bytes.addAndGet(count);
    if (count > 0 && due.compareAndSet(false, true)) {
      inOrder.execute(this::tell);
    }
  }

  long bytes() {
    return bytes.get();
  }

  private void tell() {
    due.set(false);
    try {
      listener.progress(transfer, bytes.get());
    } catch (Throwable foreign) {
      LOG.debug("A transfer listener failed", foreign);
    }
  }
}
