/** The 3270 data stream (GA23-0059) of both ends: what a host writes and what a display answers. */
@Export
@NullMarked
@Version("1.0.0")
package org.loadstar.tn3270.datastream;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
