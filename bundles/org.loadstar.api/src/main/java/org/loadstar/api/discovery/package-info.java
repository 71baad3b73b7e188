/** How TN3270E servers are found (RFC 3049). */
@Export
@NullMarked
@Version("1.2.0")
package org.loadstar.api.discovery;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
