/** File transfer by IND$FILE: the local file, and a transfer's way through the session. */
@NullMarked
package org.loadstar.session.internal.transfer;

import org.jspecify.annotations.NullMarked;
