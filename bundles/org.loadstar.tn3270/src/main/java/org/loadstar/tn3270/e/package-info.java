/**
 * TN3270E (RFC 2355) and its fallback to plain TN3270 (RFC 1576, RFC 1646): the message header, the
 * subnegotiations, BIND, UNBIND and RESPONSE, and the negotiation of both ends as pure state
 * machines.
 */
@Export
@NullMarked
@Version("1.0.0")
package org.loadstar.tn3270.e;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
