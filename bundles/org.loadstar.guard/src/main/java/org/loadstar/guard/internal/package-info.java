@NullMarked
package org.loadstar.guard.internal;

import org.jspecify.annotations.NullMarked;
