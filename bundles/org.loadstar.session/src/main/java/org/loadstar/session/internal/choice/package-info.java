/** Which server a session goes to: the connector's state machine and the record it leaves. */
@NullMarked
package org.loadstar.session.internal.choice;

import org.jspecify.annotations.NullMarked;
