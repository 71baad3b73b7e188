/** The embedded TN3270E server and the 3270 applications on it. */
@Export
@NullMarked
@Version("1.0.0")
package org.loadstar.api.server;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
