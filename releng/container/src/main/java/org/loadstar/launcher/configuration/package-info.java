/** Checks configurations against the bundles' Metatype definitions. */
@NullMarked
package org.loadstar.launcher.configuration;

import org.jspecify.annotations.NullMarked;
