/** How SLP reaches the wire: the sockets of this process, shared by all SLP agents in it. */
@Export
@NullMarked
@Version("1.0.0")
package org.loadstar.slp.endpoint;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
