/**
 * One address for many targets: the distributor, its data planes and what extends it. Tables go in
 * to a plane, events come out; no plane asks for a target.
 */
@Export
@NullMarked
@Version("1.0.0")
package org.loadstar.api.distributor;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
