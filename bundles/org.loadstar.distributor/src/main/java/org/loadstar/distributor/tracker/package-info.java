/** The truth about every connection: one table that heals from reports. Pure. */
@NullMarked
package org.loadstar.distributor.tracker;

import org.jspecify.annotations.NullMarked;
