/** Tests of the package. */
@NullMarked
package org.loadstar.tn3270.datastream;

import org.jspecify.annotations.NullMarked;
