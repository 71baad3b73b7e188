/** Tests of the package. */
@NullMarked
package org.loadstar.tn3270.transfer;

import org.jspecify.annotations.NullMarked;
