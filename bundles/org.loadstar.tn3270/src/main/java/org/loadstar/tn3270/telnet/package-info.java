/**
 * Telnet as the 3270 protocols use it (RFC 854, 855, 860, 885, 1143, 1572): bytes to events, events
 * to bytes, and who has agreed to which option. Pure: bytes in, events out; nothing here knows a
 * socket or a thread.
 */
@Export
@NullMarked
@Version("1.0.0")
package org.loadstar.tn3270.telnet;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
