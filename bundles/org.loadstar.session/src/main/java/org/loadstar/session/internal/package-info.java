@NullMarked
package org.loadstar.session.internal;

import org.jspecify.annotations.NullMarked;
