/** How servers advertise themselves and their load (RFC 3049 section 3.1). */
@Export
@NullMarked
@Version("1.1.0")
package org.loadstar.api.agent;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
