// SPDX-License-Identifier: EPL-2.0
/**
 * Traces in the format of x3270: what host and client sent, as lines of text. The recorder masks
 * what must not be written down; the reader reads x3270's own traces too. Pure: nothing here knows
 * a file or a thread.
 */
@Export
@NullMarked
@Version("1.0.0")
package org.loadstar.tn3270.trace;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
