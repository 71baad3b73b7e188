/** Which of the servers found is the best one, and why. */
@Export
@NullMarked
@Version("1.0.0")
package org.loadstar.api.ranking;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
