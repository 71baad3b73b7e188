/**
 * The Java API of jSLP, written anew from its signatures. It is a subset of the Java binding of RFC
 * 2614 (section 5), with lists in place of vectors; collections are raw, for those who were
 * compiled against the original find its descriptors here.
 */
@Export
@NullMarked
@Version("1.0.0")
package ch.ethz.iks.slp;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
