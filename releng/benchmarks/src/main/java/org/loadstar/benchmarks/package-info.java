// SPDX-License-Identifier: EPL-2.0
/** Side-by-side benchmarks; {@code releng/benchmarks/run NAME} runs them. */
@NullMarked
package org.loadstar.benchmarks;

import org.jspecify.annotations.NullMarked;
