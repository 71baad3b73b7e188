// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.loadstar.net.TlsException;
import org.loadstar.net.TlsProfile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A profile that follows its configuration and its files. What cannot be read leaves the last good
 * state, which is told once. Thread-safe; its methods read files.
 */
final class ConfiguredTls {
  private static final Logger LOG = LoggerFactory.getLogger(TlsProfile.class);

  private final Clock clock;
  private final Executor executor;

  // Guarded by this.
  private TlsConfig config;
  private List<String> stamp = List.of("never read");
  private @Nullable LoadedProfile loaded;
  private @Nullable TlsException failure;

  ConfiguredTls(TlsConfig config, Clock clock, Executor executor) {
    this.config = config;
    this.clock = clock;
    this.executor = executor;
  }

  /** Takes another configuration, unless its files cannot be read and the last ones could. */
  synchronized void configure(TlsConfig changed) {
    List<String> now = stamp(changed);
    try {
      loaded = LoadedProfile.read(changed, clock, executor);
      failure = null;
    } catch (TlsException unusable) {
      LOG.error("{}; {}", unusable.getMessage(), fallBack());
      if (loaded != null) {
        return;
      }
      failure = unusable;
    }
    config = changed;
    stamp = now;
  }

  private String fallBack() {
    return loaded == null ? "there is no TLS by it" : "the last good state stays";
  }

  /** The profile as its files are now. */
  synchronized TlsProfile current() throws TlsException {
    List<String> now = stamp(config);
    if (!now.equals(stamp)) {
      stamp = now;
      try {
        loaded = LoadedProfile.read(config, clock, executor);
        failure = null;
      } catch (TlsException unusable) {
        LOG.error("{}; {}", unusable.getMessage(), fallBack());
        failure = unusable;
      }
    }
    if (loaded != null) {
      return loaded;
    }
    throw failure == null ? new TlsException(config.pid() + ": never read") : failure;
  }

  /** What changes when a file is written or replaced. */
  private static List<String> stamp(TlsConfig config) {
    return config.files().stream().map(ConfiguredTls::stamp).toList();
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
    } catch (IOException absent) {
      return "absent";
    }
  }
}
