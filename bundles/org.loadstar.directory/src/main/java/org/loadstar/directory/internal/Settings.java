// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import org.loadstar.slp.Scopes;

/**
 * The rules that a directory agent answers by, checked.
 *
 * @param scopes served
 * @param admission who may register what
 * @param limits of the store
 * @param authentication the keys that it can verify with
 * @param minRefreshIntervalSeconds how often a service may be updated at most; 0 for any
 */
record Settings(
    Scopes scopes,
    Admission admission,
    Quotas.Limits limits,
    Authentication authentication,
    int minRefreshIntervalSeconds) {}
