// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file of a Unix domain socket. It is bound within a folder that only its owner enters and
 * moved to its place once it has its permissions, so that nobody else can connect at any moment.
 */
final class SocketFile {
  private static final int LONGEST = 90;

  private final Path path;
  private final @Nullable Object key;

  private SocketFile(Path path) throws IOException {
    this.path = path;
    this.key = attributes(path).fileKey();
  }

  /** Binds the channel; replaces the file of a container that is dead, never of one that lives. */
  static SocketFile bind(ServerSocketChannel channel, Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    Path folder = Objects.requireNonNull(absolute.getParent(), "a socket is in a folder");
    if (absolute.toString().length() > LONGEST) {
      throw new IOException(
          "the control socket's path is longer than " + LONGEST + " characters: " + absolute);
    }
    if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS) && !attributes(absolute).isOther()) {
      throw new IOException(absolute + " is there and is not a socket");
    }
    if (ControlSocket.alive(absolute)) {
      throw new IOException("another container is running: it listens on " + absolute);
    }
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(folder, ownerOnly);
    Path nest = folder.resolve("." + ProcessHandle.current().pid());
    try {
      Files.createDirectory(nest, ownerOnly);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(nest + " is left from a killed container; delete it", e);
    }
    Path bound = nest.resolve("s");
    try {
      channel.bind(UnixDomainSocketAddress.of(bound));
      Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString("rw-------"));
      Files.move(bound, absolute, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(bound);
      Files.delete(nest);
    }
    return new SocketFile(absolute);
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** Deletes it, unless another container has put its own in its place. */
  void delete() throws IOException {
    if (Files.exists(path) && Objects.equals(key, attributes(path).fileKey())) {
      Files.delete(path);
    }
  }
}
