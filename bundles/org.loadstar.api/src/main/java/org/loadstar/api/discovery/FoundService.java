// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.discovery;

/**
 * A service that was found.
 *
 * @param url its service URL
 * @param lifetimeSeconds how long it may be believed, 0 to 65535
 */
public record FoundService(String url, int lifetimeSeconds) {}
