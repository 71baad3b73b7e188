// SPDX-License-Identifier: EPL-2.0
/** The view of a 3270 session: screen, operator area, keys. */
@NullMarked
package org.loadstar.ui.internal.session;

import org.jspecify.annotations.NullMarked;
