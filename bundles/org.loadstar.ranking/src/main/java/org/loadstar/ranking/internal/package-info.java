@NullMarked
package org.loadstar.ranking.internal;

import org.jspecify.annotations.NullMarked;
