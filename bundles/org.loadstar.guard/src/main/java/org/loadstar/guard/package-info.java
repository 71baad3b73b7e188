/**
 * What providers share at their edges. Bounds what third-party extensions can do: in time, in
 * threads, in faults. Reads configurations, with a message where one is wrong. Every call of an
 * extension goes through an {@link org.loadstar.guard.ExtensionGuard}.
 */
@Export
@NullMarked
@Version("1.1.0")
package org.loadstar.guard;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
