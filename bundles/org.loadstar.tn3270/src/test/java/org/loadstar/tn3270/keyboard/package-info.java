/** Tests of the package. */
@NullMarked
package org.loadstar.tn3270.keyboard;

import org.jspecify.annotations.NullMarked;
