// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

/**
 * A transfer that is complete.
 *
 * @param bytes of the transfer, as the host counts them
 * @param message the host's, for example {@code TRANS03 File transfer complete}
 * @param substituted characters that the session's code page lacks, sent as question marks
 */
public record TransferResult(long bytes, String message, long substituted) {}
