@NullMarked
package org.loadstar.agent.internal;

import org.jspecify.annotations.NullMarked;
