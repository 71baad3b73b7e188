/** How bytes reach the wire: event loops that live as long as they are used, and the clock. */
@Export
@NullMarked
@Version("1.0.0")
package org.loadstar.net;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
