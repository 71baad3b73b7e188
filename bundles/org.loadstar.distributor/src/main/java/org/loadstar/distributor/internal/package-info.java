/** The distributor as a service: configuration, tables, tracker and planes put together. */
@NullMarked
package org.loadstar.distributor.internal;

import org.jspecify.annotations.NullMarked;
