/** The demonstration application: a logon, a menu, a paged list and a colour chart. */
@NullMarked
package org.loadstar.server.internal.demo;

import org.jspecify.annotations.NullMarked;
