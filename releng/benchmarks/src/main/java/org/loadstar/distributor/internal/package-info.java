// SPDX-License-Identifier: EPL-2.0
/** The distributor in a process for benchmarks, beside its components, which nobody else makes. */
@NullMarked
package org.loadstar.distributor.internal;

import org.jspecify.annotations.NullMarked;
