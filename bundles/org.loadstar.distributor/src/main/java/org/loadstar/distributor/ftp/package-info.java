/** Whose data connection it is: FTP control connections (RFC 959, RFC 2428). Pure. */
@NullMarked
package org.loadstar.distributor.ftp;

import org.jspecify.annotations.NullMarked;
