// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

/** Opens interactive shells; here where Gogo is. */
interface ShellOpener {
  /** A shell that answers lines of Gogo with replies. */
  Conversation open();
}
