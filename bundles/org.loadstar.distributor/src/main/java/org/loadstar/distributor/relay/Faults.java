// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.relay;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** What failed, in a word that is the same for every connection. */
final class Faults {
  private Faults() {}

  static String text(@Nullable Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return "no answer in time";
    } else if (cause instanceof ConnectException) {
      return "connection refused";
    } else if (cause instanceof NoRouteToHostException) {
      return "no route to host";
    }
    if (cause == null || cause instanceof ClosedChannelException) {
      return "canceled";
    }
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.replaceFirst("^\\w+\\(\\.\\.\\) failed( with error\\(-?\\d+\\))?: ", "");
  }
}
