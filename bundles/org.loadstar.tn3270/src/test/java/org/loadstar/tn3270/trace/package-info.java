/** Tests of the traces. */
@org.jspecify.annotations.NullMarked
package org.loadstar.tn3270.trace;
