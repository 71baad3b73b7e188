// SPDX-License-Identifier: EPL-2.0
/** The SLP directory agent of this process, to look at. */
@Export
@NullMarked
@Version("1.0.0")
package org.loadstar.api.directory;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
