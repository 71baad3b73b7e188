// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.loadstar.shell.wire.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file in UTF-8 that somebody else writes and closes; a new one is its owner's alone. */
final class OutputFile extends FilterWriter {
  private static final Logger LOG = LoggerFactory.getLogger(OutputFile.class);
  private static final int CLOSES_WITHIN_SECONDS = 10;

  private final Path path;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private OutputFile(Path path, Writer out) {
    super(out);
    this.path = path;
  }

  /** Opens the file that an option names; what was in it is gone. */
  static OutputFile open(String name) throws CommandException {
    try {
      Path path = Path.of(name);
      Set<OpenOption> options =
          Set.of(
              StandardOpenOption.WRITE,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING);
      FileAttribute<?>[] owner =
          FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
              ? new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
              }
              : new FileAttribute<?>[0];
      return new OutputFile(
          path,
          Channels.newWriter(Files.newByteChannel(path, options, owner), StandardCharsets.UTF_8));
    } catch (IOException | InvalidPathException failure) {
      throw new CommandException(
          Reply.WRONG_USE, "the file " + name + " cannot be written: " + failure);
    }
  }

  /** Closes; what goes wrong with that has been told by whoever writes. */
  static void quietly(AutoCloseable closing) {
    try {
      closing.close();
    } catch (Exception failure) {
      LOG.debug("closing failed", failure);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      closed.complete(null);
    }
  }

  /** Runs when it is closed. */
  void whenClosed(Runnable task) {
    closed.thenRun(task);
  }

  /** Waits until it is closed. */
  void awaitClosed() throws CommandException {
    try {
      closed.get(CLOSES_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new CommandException(
          Reply.WRONG_USE, "the file " + path + " is not whole: writing takes too long");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(Reply.NOT_RUNNING, "the container stops");
    }
  }
}
