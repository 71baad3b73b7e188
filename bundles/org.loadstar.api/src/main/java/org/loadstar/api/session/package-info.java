/** The emulator session: find, rank, connect, type, read the screen, move on when a server dies. */
@Export
@NullMarked
@Version("2.0.0")
package org.loadstar.api.session;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
