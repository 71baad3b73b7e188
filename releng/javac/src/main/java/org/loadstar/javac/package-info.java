// SPDX-License-Identifier: EPL-2.0
/** The compiler of the build. */
@NullMarked
package org.loadstar.javac;

import org.jspecify.annotations.NullMarked;
