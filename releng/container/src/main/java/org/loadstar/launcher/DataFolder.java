// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A data folder that this process alone uses, until it is closed. */
final class DataFolder implements AutoCloseable {
  private final Path path;
  private final @Nullable FileChannel lock;

  private DataFolder(Path path, @Nullable FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * The folder, made where it is missing.
   *
   * @throws UsageException if another process uses it
   */
  static DataFolder take(Path path) throws IOException, UsageException {
    FileChannel lock = lock(path);
    if (lock == null) {
      throw new UsageException(
          "another container is running: it uses the data folder "
              + path
              + "; stop it, or name another folder with --data");
    }
    return new DataFolder(path, lock);
  }

  /** The folder, or a temporary one where another process uses it. */
  static DataFolder takeOr(Path path) throws IOException {
    FileChannel lock = lock(path);
    return lock == null
        ? new DataFolder(Files.createTempDirectory("loadstar"), null)
        : new DataFolder(path, lock);
  }

  private static @Nullable FileChannel lock(Path path) throws IOException {
    Files.createDirectories(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    FileChannel channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      return null;
    }
    return channel;
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    } else {
      delete(path);
    }
  }

  /** Deletes a folder with all that is in it. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
