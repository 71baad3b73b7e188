@NullMarked
package org.loadstar.jslp.engine.internal;

import org.jspecify.annotations.NullMarked;
