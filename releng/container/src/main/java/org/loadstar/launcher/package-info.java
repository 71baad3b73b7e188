/** Starts the container and speaks to a running one; plain Java outside the framework. */
@NullMarked
package org.loadstar.launcher;

import org.jspecify.annotations.NullMarked;
