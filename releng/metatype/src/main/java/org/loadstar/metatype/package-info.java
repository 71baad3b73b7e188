/** What Metatype cannot say of a configuration key by itself. */
@NullMarked
package org.loadstar.metatype;

import org.jspecify.annotations.NullMarked;
