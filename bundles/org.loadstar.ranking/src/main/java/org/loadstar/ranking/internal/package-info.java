/** Orders offers, remembers failures, explains every place. */
@NullMarked
package org.loadstar.ranking.internal;

import org.jspecify.annotations.NullMarked;
