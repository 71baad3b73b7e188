@NullMarked
package org.loadstar.net.internal;

import org.jspecify.annotations.NullMarked;
