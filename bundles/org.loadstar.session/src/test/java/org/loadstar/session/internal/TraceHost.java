// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.loadstar.tn3270.trace.Trace;
import org.loadstar.tn3270.trace.TraceSide;

/**
 * Serves a trace as its host did, to any client: before the host's next read the client may say as
 * much as it said in the trace, or nothing for a moment, where it was a person who said it.
 */
final class TraceHost {
  private static final int MOMENT_MILLIS = 100;

  private TraceHost() {}

  static ScriptedHost of(Trace trace) throws IOException {
    return new ScriptedHost(
        peer -> {
          for (Trace.Read read : trace.reads()) {
            if (read.side() == TraceSide.HOST) {
              peer.send(read.bytes());
            } else {
              listen(peer.socket(), read.bytes().length);
            }
          }
          peer.stay();
        });
  }

  private static void listen(Socket client, int bytes) throws IOException {
    InputStream in = client.getInputStream();
    client.setSoTimeout(MOMENT_MILLIS);
    try {
      in.readNBytes(bytes);
    } catch (SocketTimeoutException nobodyTypes) {
      // A recorded key.
    }
  }
}
