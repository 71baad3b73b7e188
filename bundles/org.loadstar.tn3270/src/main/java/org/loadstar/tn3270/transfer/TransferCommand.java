// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The command by which a user starts IND$FILE on a host. What says how the host is to store a file
 * is only sent with a file.
 *
 * @param hostFile as its system names files: a data set, {@code NAME TYPE MODE} or a queue
 * @param text whether the host translates from and to ASCII
 * @param lines whether the host's records are lines that end with carriage return and line feed
 * @param append whether the file is added to one that is there
 * @param recordFormat of a new file
 * @param recordLength of a new file; 0 leaves it to the host
 * @param blockSize of a new data set of TSO; 0 leaves it to the host
 * @param space of a new data set of TSO; null leaves it to the host
 */
public record TransferCommand(
    Direction direction,
    HostSystem system,
    String hostFile,
    boolean text,
    boolean lines,
    boolean append,
    RecordFormat recordFormat,
    int recordLength,
    int blockSize,
    @Nullable Space space) {

  /** Which way, as the host sees it. */
  public enum Direction {
    /** From the terminal to the host. */
    PUT,
    /** From the host to the terminal. */
    GET
  }

  /** Whose options they are. */
  public enum HostSystem {
    TSO,
    CMS,
    CICS
  }

  /** RECFM. */
  public enum RecordFormat {
    /** The host's choice. */
    DEFAULT,
    FIXED,
    VARIABLE,
    /** TSO only. */
    UNDEFINED
  }

  /** What the numbers of {@link Space} count. */
  public enum Unit {
    TRACKS,
    CYLINDERS,
    BLOCKS
  }

  /**
   * SPACE of a new data set.
   *
   * @param secondary 0 for none
   * @param averageBlock in bytes, where blocks are counted
   */
  public record Space(Unit unit, int primary, int secondary, int averageBlock) {
    public Space {
      if (primary < 1 || secondary < 0 || (unit == Unit.BLOCKS) != (averageBlock > 0)) {
        throw new IllegalArgumentException(
            "space has a primary part and, in blocks and only there, their average size");
      }
    }

    private String options() {
      return "SPACE("
          + primary
          + (secondary > 0 ? "," + secondary : "")
          + ") "
          + (unit == Unit.BLOCKS ? "AVBLOCK(" + averageBlock + ")" : unit.name());
    }
  }

  private static final Pattern FILE =
      Pattern.compile("[\\x21-\\x7E]([\\x20-\\x7E]*[\\x21-\\x7E])?");
  private static final Pattern LINE =
      Pattern.compile("IND.FILE +(PUT|GET) +(.*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern OPTION =
      Pattern.compile("([A-Z]+)(?:\\(([^)]*)\\)| +(?<=RECFM |LRECL )(\\w+))?");
  private static final int MAX_NUMBER = 32760;

  public TransferCommand {
    if (!FILE.matcher(hostFile).matches() || hostFile.contains(" (")) {
      throw new IllegalArgumentException("not a file of a host: '" + hostFile + "'");
    } else if (system == HostSystem.TSO && hostFile.indexOf(' ') >= 0) {
      throw new IllegalArgumentException("not a data set: '" + hostFile + "'");
    } else if (!text && lines) {
      throw new IllegalArgumentException("only text has lines");
    } else if (recordLength < 0
        || recordLength > MAX_NUMBER
        || blockSize < 0
        || blockSize > MAX_NUMBER) {
      throw new IllegalArgumentException("lengths of records and blocks are at most " + MAX_NUMBER);
    } else if (system != HostSystem.TSO
        && (blockSize > 0 || space != null || recordFormat == RecordFormat.UNDEFINED)) {
      throw new IllegalArgumentException(system + " has no block size, space or undefined records");
    } else if (system == HostSystem.CICS
        && (append || recordLength > 0 || recordFormat != RecordFormat.DEFAULT)) {
      throw new IllegalArgumentException("CICS has no append and no record format or length");
    }
  }

  /** A file as it is, without options. */
  public static TransferCommand binary(Direction direction, HostSystem system, String hostFile) {
    return new TransferCommand(
        direction, system, hostFile, false, false, false, RecordFormat.DEFAULT, 0, 0, null);
  }

  /**
   * A command with options in the words of its system.
   *
   * @param options how the host stores the file, for example {@code RECFM(F) LRECL(80)}; what a
   *     host gets is stored by nobody
   * @throws IllegalArgumentException if one is not known or does not fit; the message says which
   */
  public static TransferCommand of(
      Direction direction,
      HostSystem system,
      String hostFile,
      boolean text,
      boolean lines,
      boolean append,
      String options) {
    TransferCommand stored =
        new Reader(options.strip().toUpperCase(Locale.ROOT)).command(direction, system, hostFile);
    return new TransferCommand(
        direction,
        system,
        hostFile,
        text,
        lines,
        append,
        stored.recordFormat,
        stored.recordLength,
        stored.blockSize,
        stored.space);
  }

  /** The command; its {@code $} is the character that the host's code page has at X'5B'. */
  public String line() {
    List<String> options = new ArrayList<>();
    if (text) {
      options.add("ASCII");
    } else if (system == HostSystem.CICS) {
      options.add("BINARY");
    }
    if (lines) {
      options.add("CRLF");
    } else if (system == HostSystem.CICS) {
      options.add("NOCRLF");
    }
    if (direction == Direction.PUT) {
      storing(options);
    }
    String joined = String.join(" ", options);
    String separator = system != HostSystem.TSO ? " (" : joined.isEmpty() ? "" : " ";
    return "IND$FILE " + direction + " " + hostFile + separator + joined;
  }

  private void storing(List<String> options) {
    if (append) {
      options.add("APPEND");
    }
    if (recordFormat != RecordFormat.DEFAULT) {
      options.add(valued("RECFM", recordFormat.name().substring(0, 1)));
    }
    if (recordLength > 0) {
      options.add(valued("LRECL", String.valueOf(recordLength)));
    }
    if (blockSize > 0) {
      options.add(valued("BLKSIZE", String.valueOf(blockSize)));
    }
    if (space != null) {
      options.add(space.options());
    }
  }

  private String valued(String option, String value) {
    return system == HostSystem.TSO ? option + "(" + value + ")" : option + " " + value;
  }

  /**
   * Reads a command, as a host does. CMS and CICS cannot be told apart: it is CMS where a
   * parenthesis comes before the options.
   *
   * @throws IllegalArgumentException if it is none, or has an option that is not known; the message
   *     says which
   */
  public static TransferCommand parse(String line) {
    Matcher parts = LINE.matcher(line.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException("not IND$FILE PUT or GET with a file");
    }
    String rest = parts.group(2).strip();
    int parenthesis = (rest + " (").indexOf(" (");
    boolean cms = parenthesis < rest.length();
    int end = cms ? parenthesis : (rest + " ").indexOf(' ');
    String options = rest.substring(Math.min(rest.length(), cms ? end + 2 : end));
    return new Reader(options.strip().toUpperCase(Locale.ROOT))
        .command(
            Direction.valueOf(parts.group(1).toUpperCase(Locale.ROOT)),
            cms ? HostSystem.CMS : HostSystem.TSO,
            rest.substring(0, end));
  }

  /** The options of one command. */
  private static final class Reader {
    private boolean text;
    private boolean lines;
    private boolean append;
    private RecordFormat recordFormat = RecordFormat.DEFAULT;
    private int recordLength;
    private int blockSize;
    private int[] space = {};
    private Unit unit = Unit.BLOCKS;
    private int averageBlock;

    Reader(String options) {
      Matcher option = OPTION.matcher(options);
      int at = 0;
      while (at < options.length()) {
        if (!option.find(at) || !options.substring(at, option.start()).isBlank()) {
          throw new IllegalArgumentException("option " + options.substring(at).strip());
        }
        take(
            option.group(1),
            option.group(2) != null ? option.group(2) : String.valueOf(option.group(3)));
        at = option.end();
      }
    }

    private void take(String name, String value) {
      switch (name) {
        case "ASCII" -> text = true;
        case "CRLF" -> lines = true;
        case "APPEND" -> append = true;
        case "BINARY", "NOCRLF", "REPLACE" -> {}
        case "RECFM" -> recordFormat = format(value);
        case "LRECL" -> recordLength = number(name, value);
        case "BLKSIZE" -> blockSize = number(name, value);
        case "SPACE" ->
            space = List.of(value.split(",")).stream().mapToInt(v -> number(name, v)).toArray();
        case "TRACKS", "CYLINDERS" -> unit = Unit.valueOf(name);
        case "AVBLOCK" -> averageBlock = number(name, value);
        default -> throw new IllegalArgumentException("option " + name);
      }
    }

    private static RecordFormat format(String value) {
      for (RecordFormat format : RecordFormat.values()) {
        if (format != RecordFormat.DEFAULT && format.name().startsWith(value) && !value.isEmpty()) {
          return format;
        }
      }
      throw new IllegalArgumentException("option RECFM");
    }

    private static int number(String name, String value) {
      if (!value.matches("[0-9]{1,5}")) {
        throw new IllegalArgumentException("option " + name);
      }
      return Integer.parseInt(value);
    }

    TransferCommand command(Direction direction, HostSystem system, String hostFile) {
      Space allocated =
          space.length == 0
              ? null
              : new Space(unit, space[0], space.length > 1 ? space[1] : 0, averageBlock);
      return new TransferCommand(
          direction,
          system,
          hostFile,
          text,
          lines && text,
          append,
          recordFormat,
          recordLength,
          blockSize,
          allocated);
    }
  }
}
