// SPDX-License-Identifier: EPL-2.0
/** Tests that run inside a workbench, started by the launcher that users start. */
@NullMarked
package org.loadstar.ui.tests;

import org.jspecify.annotations.NullMarked;
