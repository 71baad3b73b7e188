/**
 * The Service Location Protocol as values: messages and their codec, attribute lists, predicates,
 * service URLs and types, scopes, the TN3270E template and the multicast convergence algorithm. No
 * threads, sockets or clocks; every type is immutable unless its description says otherwise.
 */
@Export
@NullMarked
@Version("1.0.0")
package org.loadstar.slp;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
