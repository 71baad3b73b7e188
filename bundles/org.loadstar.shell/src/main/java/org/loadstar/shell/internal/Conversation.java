// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

/** One connection's talk: request lines in, reply lines out. For one thread. */
interface Conversation extends AutoCloseable {
  /** The reply; never throws. */
  String answer(String requestLine);

  @Override
  default void close() {}
}
