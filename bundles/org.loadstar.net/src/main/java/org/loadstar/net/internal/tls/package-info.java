/** TLS profiles: files to certificates and keys, and the verification of a peer's certificate. */
@NullMarked
package org.loadstar.net.internal.tls;

import org.jspecify.annotations.NullMarked;
