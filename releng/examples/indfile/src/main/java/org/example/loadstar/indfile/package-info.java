/** An example of a third party's application that speaks the 3270 data stream itself. */
@NullMarked
package org.example.loadstar.indfile;

import org.jspecify.annotations.NullMarked;
