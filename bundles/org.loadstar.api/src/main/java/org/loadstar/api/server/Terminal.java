// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.server;

/**
 * The terminal that an application talks to.
 *
 * @param lu its logical unit name
 * @param deviceType as negotiated, for example {@code IBM-3278-2-E}
 * @param rows of its largest screen
 * @param columns of its largest screen
 * @param peer the address of the client
 */
public record Terminal(String lu, String deviceType, int rows, int columns, String peer) {}
