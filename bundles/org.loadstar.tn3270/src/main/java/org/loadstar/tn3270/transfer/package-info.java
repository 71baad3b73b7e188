/**
 * IND$FILE, the file transfer of 3270 sessions, of both ends: its command, the frames of CUT mode,
 * the structured fields of DFT mode and the host's way with text.
 */
@Export
@NullMarked
@Version("1.0.0")
package org.loadstar.tn3270.transfer;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
