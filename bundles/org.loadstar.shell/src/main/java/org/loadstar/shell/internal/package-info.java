/** Commands over the API's services, for Gogo and for the control socket. */
@NullMarked
package org.loadstar.shell.internal;

import org.jspecify.annotations.NullMarked;
