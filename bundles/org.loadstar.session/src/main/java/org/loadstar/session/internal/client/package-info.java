/** The client's end of TN3270E and TN3270: the terminal, its conversation, the handlers. */
@NullMarked
package org.loadstar.session.internal.client;

import org.jspecify.annotations.NullMarked;
