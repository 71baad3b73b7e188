/** Tests of the package. */
@NullMarked
package org.loadstar.tn3270.screen;

import org.jspecify.annotations.NullMarked;
