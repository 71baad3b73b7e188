/** Session profiles, as they are configured and as the 3270 protocols understand them. */
@NullMarked
package org.loadstar.session.internal.profile;

import org.jspecify.annotations.NullMarked;
