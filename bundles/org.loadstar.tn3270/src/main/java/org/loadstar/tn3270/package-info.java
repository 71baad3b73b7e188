/**
 * What every layer of the 3270 protocols shares: {@link org.loadstar.tn3270.ProtocolException}. The
 * layers themselves stand in the packages below this one.
 */
@Export
@NullMarked
@Version("1.0.0")
package org.loadstar.tn3270;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
