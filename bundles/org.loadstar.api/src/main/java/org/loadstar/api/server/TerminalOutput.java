// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.server;

/** What an application sends to its terminal. */
public sealed interface TerminalOutput permits TerminalScreen, TerminalRecord {}
