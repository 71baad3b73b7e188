@NullMarked
package org.loadstar.server.internal;

import org.jspecify.annotations.NullMarked;
