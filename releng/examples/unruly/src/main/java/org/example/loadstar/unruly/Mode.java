// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.unruly;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** How to misbehave. In a configuration the names may be in lower case. */
enum Mode {
  /** Throws an exception. */
  THROW,
  /** Throws an error, as a class that cannot be loaded does. */
  ERROR,
  /** Calls itself until the stack is full. */
  OVERFLOW,
  /** Returns null. */
  NULL,
  /** Returns what makes no sense. */
  NONSENSE,
  /** Never returns, and does not let itself be interrupted. */
  BLOCK,
  /** Behaves. */
  NONE;

  <T> T act(Supplier<T> nonsense, Supplier<T> sense) {
    return switch (this) {
      case THROW -> throw new IllegalStateException("unruly on purpose");
      case ERROR -> throw new LinkageError("unruly on purpose");
      case OVERFLOW -> act(nonsense, () -> act(nonsense, sense));
      case NULL -> null;
      case NONSENSE -> nonsense.get();
      case BLOCK -> {
        block();
        yield null;
      }
      case NONE -> sense.get();
    };
  }

  private static void block() {
    for (boolean deaf = true; deaf; deaf |= Thread.interrupted()) {
      LockSupport.park();
    }
  }
}
