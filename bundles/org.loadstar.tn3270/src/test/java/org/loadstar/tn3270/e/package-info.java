/** Tests of TN3270E and its negotiation. */
@NullMarked
package org.loadstar.tn3270.e;

import org.jspecify.annotations.NullMarked;
