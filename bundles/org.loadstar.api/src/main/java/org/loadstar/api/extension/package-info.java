/** What is known of third-party extensions: who offers them, their faults, their quarantine. */
@Export
@NullMarked
@Version("1.0.0")
package org.loadstar.api.extension;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
