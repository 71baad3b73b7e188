@NullMarked
package org.loadstar.shell.internal;

import org.jspecify.annotations.NullMarked;
