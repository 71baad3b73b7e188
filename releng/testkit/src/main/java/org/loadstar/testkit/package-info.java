/**
 * What the tests of every module share: leak detection, seeded mutation, a clock to turn by hand.
 */
@NullMarked
package org.loadstar.testkit;

import org.jspecify.annotations.NullMarked;
