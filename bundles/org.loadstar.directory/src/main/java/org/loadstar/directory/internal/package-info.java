// SPDX-License-Identifier: EPL-2.0
@NullMarked
package org.loadstar.directory.internal;

import org.jspecify.annotations.NullMarked;
