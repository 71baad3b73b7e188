/** The embedded TN3270E server: listeners, LU pools, terminals and what they talk to. */
@NullMarked
package org.loadstar.server.internal;

import org.jspecify.annotations.NullMarked;
