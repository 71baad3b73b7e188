// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.loadstar.launcher.configuration.ConfigurationFiles;
import org.loadstar.launcher.configuration.MetatypeReader;
import org.loadstar.launcher.configuration.Rules;
import org.loadstar.launcher.configuration.SlpConf;

/**
 * What is configured, and what may be.
 *
 * @param rules what the bundles' Metatype allows
 * @param files what the configuration files say
 * @param slpConf the defaults of another SLP's configuration file
 */
record Configured(Rules rules, ConfigurationFiles files, SlpConf slpConf) {

  static Configured read(Folders folders) throws IOException {
    Rules rules = MetatypeReader.read(folders.bundles());
    return new Configured(
        rules,
        ConfigurationFiles.read(folders.configurationFiles(), rules),
        SlpConf.read(folders.slpConf(), rules));
  }

  /** Reads on another thread, while the framework is made. */
  static CompletableFuture<Configured> reading(Folders folders) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return read(folders);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /**
   * Waits for what is read, which must be right.
   *
   * @throws UsageException if it is not; names every fault
   */
  static Configured right(CompletableFuture<Configured> reading)
      throws IOException, UsageException {
    try {
      Configured read = reading.join();
      if (!read.files.faults().isEmpty()) {
        throw new UsageException(
            "the configuration is wrong:\n" + String.join("\n", read.files.faults()).indent(2));
      }
      return read;
    } catch (CompletionException e) {
      throw new IOException(e.getCause());
    }
  }
}
