// SPDX-License-Identifier: EPL-2.0
/** The view of the servers of the network, by rank. */
@NullMarked
package org.loadstar.ui.internal.servers;

import org.jspecify.annotations.NullMarked;
