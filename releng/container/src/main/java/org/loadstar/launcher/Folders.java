// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where things are.
 *
 * @param home the assembled folder
 * @param framework {@code equinox} or {@code felix}
 * @param data the data folder: framework storage, configuration store, log, control socket
 * @param config the folder with the configuration's JSON files
 * @param socket the control socket
 * @param slpConf another SLP's configuration file, read as defaults; null for none
 */
record Folders(
    Path home, String framework, Path data, Path config, Path socket, @Nullable Path slpConf) {

  /** What the options and the environment say. */
  static Folders of(Options options) throws UsageException {
    String home = System.getProperty("loadstar.home");
    if (home == null) {
      throw new UsageException("the system property loadstar.home is not set; use bin/loadstar");
    }
    Path data = (options.data() == null ? usersOwn() : options.data()).toAbsolutePath();
    Path config = options.config() == null ? Path.of(home, "etc") : options.config();
    if (!Files.isDirectory(config)) {
      throw new UsageException("the configuration folder " + config + " is not there");
    }
    Path slpConf = options.slpConf();
    if (slpConf != null && !Files.isReadable(slpConf)) {
      throw new UsageException("the file " + slpConf + " cannot be read");
    }
    return new Folders(
        Path.of(home),
        System.getProperty("loadstar.framework", "equinox"),
        data,
        config.toAbsolutePath(),
        options.socket() == null ? data.resolve("control") : options.socket().toAbsolutePath(),
        slpConf);
  }

  /** The same with another data folder. */
  Folders withData(Path other) {
    return new Folders(home, framework, other, config, other.resolve("control"), slpConf);
  }

  /** What {@link #slpConf} makes of the configuration, for the Configurator. */
  Path defaultsFile() {
    return data.resolve("slp-conf.json");
  }

  private static Path usersOwn() {
    String state = System.getenv("XDG_STATE_HOME");
    return state == null || state.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".local", "state", "loadstar")
        : Path.of(state, "loadstar");
  }

  /** Makes the data folder, for its owner only. */
  void create() throws IOException {
    Files.createDirectories(
        data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** The bundles: the common ones, and those that this framework needs besides. */
  List<Path> bundles() throws IOException {
    Path more = home.resolve("frameworks").resolve(framework).resolve("plugins");
    try (Stream<Path> common = Files.list(home.resolve("plugins"));
        Stream<Path> besides = Files.isDirectory(more) ? Files.list(more) : Stream.empty()) {
      return Stream.concat(common, besides)
          .filter(file -> file.toString().endsWith(".jar"))
          .sorted()
          .toList();
    }
  }

  /** The configuration's JSON files. */
  List<Path> configurationFiles() throws IOException {
    try (Stream<Path> files = Files.list(config)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }
}
