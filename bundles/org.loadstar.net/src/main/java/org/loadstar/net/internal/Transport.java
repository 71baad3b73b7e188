// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What moves the bytes of many TCP connections. */
enum Transport {
  /** Linux's own where it is to be had, else Java's. */
  AUTO,
  /** Java's. */
  NIO,
  /** Linux's own; Java's, and an error in the log, where it is not to be had. */
  EPOLL;

  private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

  /** The one of a configured word, if there is one. */
  static Optional<Transport> of(String word) {
    for (Transport transport : values()) {
      if (transport.name().toLowerCase(Locale.ROOT).equals(word.strip())) {
        return Optional.of(transport);
      }
    }
    return Optional.empty();
  }

  /**
   * The factory of Linux's own event loops, or null where Java's are to be used. The first call
   * loads the native file: call it when loops are wanted.
   */
  @Nullable IoHandlerFactory linux() {
    if (this == NIO) {
      return null;
    }
    String missing = Linux.missing();
    if (missing == null) {
      return Linux.handlers();
    }
    if (this == EPOLL) {
      LOG.error("org.loadstar.net transport: epoll is not to be had ({}); nio is used", missing);
    } else {
      LOG.info("There is no epoll here ({}); connections are relayed by nio", missing);
    }
    return null;
  }

  static IoHandlerFactory java() {
    return NioIoHandler.newFactory();
  }

  /** All that needs the classes, which may not be installed. */
  private static final class Linux {
    /** Why it is not to be had; null where it is. */
    static @Nullable String missing() {
      try {
        return Epoll.isAvailable() ? null : String.valueOf(Epoll.unavailabilityCause());
      } catch (LinkageError notInstalled) {
        return notInstalled.toString();
      }
    }

    static IoHandlerFactory handlers() {
      return EpollIoHandler.newFactory();
    }
  }
}
