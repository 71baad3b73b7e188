/** The presentation space of a 3270 display: cells, fields, cursor and keyboard lock. */
@Export
@NullMarked
@Version("1.0.0")
package org.loadstar.tn3270.screen;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
