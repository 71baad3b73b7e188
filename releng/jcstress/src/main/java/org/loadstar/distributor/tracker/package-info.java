// SPDX-License-Identifier: EPL-2.0
/** The races of the connection tracker; {@code ./mvnw verify -Pdeep -pl releng/jcstress -am}. */
@NullMarked
package org.loadstar.distributor.tracker;

import org.jspecify.annotations.NullMarked;
