/** Which target gets the next connections: methods, weights and states of targets. Pure. */
@NullMarked
package org.loadstar.distributor.placement;

import org.jspecify.annotations.NullMarked;
