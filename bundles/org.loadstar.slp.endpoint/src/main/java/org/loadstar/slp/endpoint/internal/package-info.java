@NullMarked
package org.loadstar.slp.endpoint.internal;

import org.jspecify.annotations.NullMarked;
