/** What an operator's keys do to a screen. */
@Export
@NullMarked
@Version("1.1.0")
package org.loadstar.tn3270.keyboard;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
