/** EBCDIC code pages as 256-entry tables. */
@Export
@NullMarked
@Version("1.0.0")
package org.loadstar.tn3270.codepage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
