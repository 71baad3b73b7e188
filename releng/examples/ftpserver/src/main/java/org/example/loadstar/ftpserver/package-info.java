/** An FTP server of another make, as a target for the distributor's demo. */
@NullMarked
package org.example.loadstar.ftpserver;

import org.jspecify.annotations.NullMarked;
