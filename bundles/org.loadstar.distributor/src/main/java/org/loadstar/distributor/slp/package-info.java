/** A workload manager that knows what TN3270E servers tell by SLP. */
@NullMarked
package org.loadstar.distributor.slp;

import org.jspecify.annotations.NullMarked;
