/** Tests of the telnet layer. */
@NullMarked
package org.loadstar.tn3270.telnet;

import org.jspecify.annotations.NullMarked;
