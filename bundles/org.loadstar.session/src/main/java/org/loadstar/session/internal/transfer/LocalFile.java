// SPDX-License-Identifier: EPL-2.0
package org.loadstar.session.internal.transfer;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.TransferRequest;
import org.loadstar.api.session.TransferRequest.Direction;
import org.loadstar.api.session.TransferRequest.IfExists;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.transfer.HostTextInput;
import org.loadstar.tn3270.transfer.HostTextOutput;

/**
 * The file here. One that is received is written beside its place and moved there when it is
 * complete, so that nothing half-written ever has its name. Blocks: used by one worker at a time.
 */
final class LocalFile {
  private final Path place;
  private final IfExists ifExists;
  private final @Nullable Path beside;
  private final @Nullable InputStream in;
  private final @Nullable HostTextInput text;
  private final @Nullable OutputStream out;

  private LocalFile(
      TransferRequest request,
      @Nullable Path beside,
      @Nullable InputStream in,
      @Nullable OutputStream out) {
    this.place = request.localFile();
    this.ifExists = request.ifExists();
    this.beside = beside;
    this.in = in;
    this.text = in instanceof HostTextInput translated ? translated : null;
    this.out = out;
  }

  /**
   * Opens it.
   *
   * @throws IOException if it cannot be read, or is not to be replaced
   */
  static LocalFile open(TransferRequest request, CodePage codePage) throws IOException {
    return request.direction() == Direction.SEND
        ? source(request, codePage)
        : target(request, codePage);
  }

  private static LocalFile source(TransferRequest request, CodePage codePage) throws IOException {
    Path file = request.localFile();
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString(), null, "there is no such file");
    } else if (!Files.isRegularFile(file)) {
      throw new IOException(file + " is no regular file");
    }
    InputStream raw = Files.newInputStream(file);
    InputStream in =
        request.text()
            ? new HostTextInput(
                new BufferedReader(new InputStreamReader(raw, request.charset().newDecoder())),
                codePage,
                request.lines())
            : raw;
    return new LocalFile(request, null, in, null);
  }

  private static LocalFile target(TransferRequest request, CodePage codePage) throws IOException {
    Path file = request.localFile().toAbsolutePath();
    boolean exists = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    if (exists && request.ifExists() == IfExists.KEEP) {
      throw new FileAlreadyExistsException(file.toString(), null, "the file exists, and is kept");
    } else if (exists && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file + " is no regular file");
    }
    Path beside = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
    if (exists && request.ifExists() == IfExists.APPEND) {
      Files.copy(file, beside);
    }
    OutputStream raw =
        new BufferedOutputStream(
            Files.newOutputStream(beside, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    OutputStream out =
        request.text()
            ? new HostTextOutput(
                new BufferedWriter(new OutputStreamWriter(raw, request.charset().newEncoder())),
                codePage,
                request.lines())
            : raw;
    return new LocalFile(request, beside, null, out);
  }

  /** The next bytes for the host, fewer only at the end. */
  byte[] read(int length) throws IOException {
    return in == null ? new byte[0] : in.readNBytes(length);
  }

  /** Bytes of the host. */
  void write(byte[] data) throws IOException {
    if (out != null) {
      out.write(data);
    }
  }

  /** Characters that the code page lacked. */
  long substituted() {
    return text == null ? 0 : text.substituted();
  }

  /** The transfer is complete: closes it and puts it into its place. */
  void complete() throws IOException {
    close();
    if (beside == null) {
      return;
    }
    try {
      if (ifExists == IfExists.KEEP) {
        Files.move(beside, place);
      } else {
        replace(beside);
      }
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private void replace(Path complete) throws IOException {
    try {
      Files.move(complete, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException plain) {
      Files.move(complete, place, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The transfer failed: closes it and leaves nothing behind. */
  void abandon() {
    try {
      close();
    } catch (IOException full) {
      // It is deleted anyway.
    }
    if (beside != null) {
      try {
        Files.deleteIfExists(beside);
      } catch (IOException stays) {
        beside.toFile().deleteOnExit();
      }
    }
  }

  private void close() throws IOException {
    if (in != null) {
      in.close();
    }
    if (out != null) {
      out.close();
    }
  }
}
