@NullMarked
package org.loadstar.discovery.internal;

import org.jspecify.annotations.NullMarked;
