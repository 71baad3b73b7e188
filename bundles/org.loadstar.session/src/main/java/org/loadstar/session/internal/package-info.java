/** Sessions: what lives, who owns it, and how it meets its collaborators. */
@NullMarked
package org.loadstar.session.internal;

import org.jspecify.annotations.NullMarked;
