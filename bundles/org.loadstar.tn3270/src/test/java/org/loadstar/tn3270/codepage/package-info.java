/** Tests of the package. */
@NullMarked
package org.loadstar.tn3270.codepage;

import org.jspecify.annotations.NullMarked;
