/** Placeholder until the first class lands. */
@Export
@NullMarked
@Version("1.0.0")
package org.loadstar.slp;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
