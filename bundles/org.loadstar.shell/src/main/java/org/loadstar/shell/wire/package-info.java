/**
 * What goes over the control socket: one JSON request and one JSON reply per line. Plain Java, so
 * that the launcher outside the framework speaks it with the same classes. Not exported.
 */
@NullMarked
package org.loadstar.shell.wire;

import org.jspecify.annotations.NullMarked;
