// SPDX-License-Identifier: EPL-2.0
package org.loadstar.guard;

import org.jspecify.annotations.Nullable;

/**
 * What is done with an extension. It runs on a guard thread; whatever it throws is a fault of the
 * extension.
 *
 * @param <S> the extension's type
 * @param <T> the answer's type
 */
@FunctionalInterface
public interface ThrowingFunction<S, T extends @Nullable Object> {
  /**
   * Calls the extension and checks its answer. The answer is read and copied here: a list that
   * blocks or throws when it is read must do so on the guard thread.
   */
  T apply(S extension) throws Exception;
}
