// SPDX-License-Identifier: EPL-2.0
/** Benchmarks of the connection tracker, beside its table, which nobody else sees. */
@NullMarked
package org.loadstar.distributor.tracker;

import org.jspecify.annotations.NullMarked;
