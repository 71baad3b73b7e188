// SPDX-License-Identifier: EPL-2.0
package org.loadstar.api.session;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A file to move by IND$FILE, the file transfer of 3270 hosts. Immutable. Begin with {@link #send}
 * or {@link #receive} and change what differs.
 *
 * @param direction which way
 * @param localFile the file here
 * @param hostFile the file there as its system names it: {@code 'USER.DATA(MEMBER)'}, {@code NAME
 *     TYPE MODE}, a queue of CICS
 * @param system whose IND$FILE it is
 * @param text whether the host is to translate: characters of {@code charset} here, its own there
 * @param lines whether the host's records are lines here (CRLF); of text only
 * @param charset of the local file, where it is text
 * @param ifExists what becomes of a file that is already at the other end
 * @param hostOptions how the host stores a new file, for example {@code RECFM(F) LRECL(80)}, in the
 *     words of its system; with a file to the host only
 * @param timeout how long the host may be silent
 */
public record TransferRequest(
    Direction direction,
    Path localFile,
    String hostFile,
    HostSystem system,
    boolean text,
    boolean lines,
    Charset charset,
    IfExists ifExists,
    String hostOptions,
    Duration timeout) {

  /** Which way a file goes. */
  public enum Direction {
    /** To the host. */
    SEND,
    /** From the host. */
    RECEIVE
  }

  /** Whose IND$FILE it is. */
  public enum HostSystem {
    TSO,
    CMS,
    CICS
  }

  /** What becomes of a file that is there already. */
  public enum IfExists {
    /**
     * A local file stays and the transfer fails; a host decides for itself, and mostly replaces.
     */
    KEEP,
    /** The new file takes its place, once it is complete. */
    REPLACE,
    /** What comes is added to it. */
    APPEND
  }

  /** A file to the host, as text. */
  public static TransferRequest send(Path localFile, HostSystem system, String hostFile) {
    return new Changes(Direction.SEND, localFile, system, hostFile).request();
  }

  /** A file from the host, as text; a file that is here already is kept. */
  public static TransferRequest receive(HostSystem system, String hostFile, Path localFile) {
    return new Changes(Direction.RECEIVE, localFile, system, hostFile).request();
  }

  /** The same with changes: {@code request.with(change -> change.binary())}. */
  public TransferRequest with(Consumer<Changes> edit) {
    Changes changes = new Changes(direction, localFile, system, hostFile);
    changes.text = text;
    changes.lines = lines;
    changes.charset = charset;
    changes.ifExists = ifExists;
    changes.hostOptions = hostOptions;
    changes.timeout = timeout;
    edit.accept(changes);
    return changes.request();
  }

  /** The values of a request while they are changed. Not thread-safe. */
  public static final class Changes {
    private final Direction direction;
    private final Path localFile;
    private final HostSystem system;
    private final String hostFile;
    private boolean text = true;
    private boolean lines = true;
    private Charset charset = StandardCharsets.UTF_8;
    private IfExists ifExists = IfExists.KEEP;
    private String hostOptions = "";
    private Duration timeout = Duration.ofSeconds(60);

    private Changes(Direction direction, Path localFile, HostSystem system, String hostFile) {
      this.direction = direction;
      this.localFile = localFile;
      this.system = system;
      this.hostFile = hostFile;
    }

    private TransferRequest request() {
      return new TransferRequest(
          direction,
          localFile,
          hostFile,
          system,
          text,
          lines,
          charset,
          ifExists,
          hostOptions,
          timeout);
    }

    /** Byte by byte, without any translation. */
    public Changes binary() {
      text = false;
      lines = false;
      return this;
    }

    /** Text in one piece: line ends are sent and kept as they are. */
    public Changes withoutLines() {
      lines = false;
      return this;
    }

    /** See {@link TransferRequest#charset()}. */
    public Changes charset(Charset value) {
      charset = value;
      return this;
    }

    /** See {@link TransferRequest#ifExists()}. */
    public Changes ifExists(IfExists value) {
      ifExists = value;
      return this;
    }

    /** See {@link TransferRequest#hostOptions()}. */
    public Changes hostOptions(String value) {
      hostOptions = value;
      return this;
    }

    /** See {@link TransferRequest#timeout()}. */
    public Changes timeout(Duration value) {
      timeout = value;
      return this;
    }
  }
}
