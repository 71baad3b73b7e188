@NullMarked
package org.loadstar.jslp.internal;

import org.jspecify.annotations.NullMarked;
