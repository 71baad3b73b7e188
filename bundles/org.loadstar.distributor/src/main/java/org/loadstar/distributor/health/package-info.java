/** Whether targets answer: active checks of several protocols. */
@NullMarked
package org.loadstar.distributor.health;

import org.jspecify.annotations.NullMarked;
