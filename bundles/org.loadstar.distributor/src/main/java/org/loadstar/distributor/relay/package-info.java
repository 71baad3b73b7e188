/** The portable data plane: a relay of TCP connections on event loops. */
@NullMarked
package org.loadstar.distributor.relay;

import org.jspecify.annotations.NullMarked;
