// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.trace;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.loadstar.tn3270.screen.ScreenSize;

/**
 * A trace in x3270's format, read. A line {@code < 0xOFFSET HEX} is what the host sent, {@code >
 * 0xOFFSET HEX} what the client sent; offset 0 begins another network read, and so does any other
 * line between. What is neither is commentary, of which only the model, the size and the code page
 * are read, where there are any. A line whose bytes cannot be read counts as commentary.
 *
 * @param model for example {@code 3278-4-E}, or empty
 * @param size of the largest screen
 * @param codePage of the host, for example {@code 37}, or empty
 * @param reads in their order
 */
public record Trace(String model, Optional<ScreenSize> size, String codePage, List<Read> reads) {
  private static final Pattern DATA =
      Pattern.compile("([<>]) 0x([0-9a-fA-F]{1,8})\\s+((?:[0-9a-fA-F]{2})+)\\s*");
  private static final Pattern MODEL =
      Pattern.compile("\\s*Model (\\S+), (\\d{1,3}) rows x (\\d{1,3}) cols.*");
  private static final Pattern CODE_PAGE = Pattern.compile("\\s*Host codepage: (\\S+).*");
  private static final Pattern ROWS = Pattern.compile("// rows (\\d{1,3})\\s*");
  private static final Pattern COLUMNS = Pattern.compile("// columns (\\d{1,3})\\s*");

  public Trace {
    reads = List.copyOf(reads);
  }

  /** What one side sent at once. */
  public static final class Read {
    private final TraceSide side;
    private final byte[] bytes;

    Read(TraceSide side, byte[] bytes) {
      this.side = side;
      this.bytes = bytes;
    }

    /** Who. */
    public TraceSide side() {
      return side;
    }

    /** What, as a copy. */
    public byte[] bytes() {
      return bytes.clone();
    }

    /** Without the bytes, which may be anything. */
    @Override
    public String toString() {
      return side + " " + bytes.length + " bytes";
    }
  }

  /** Reads a trace; whatever the text is, it has none or some reads. */
  public static Trace parse(String text) {
    return new Parser().parse(text);
  }

  private static final class Parser {
    private final List<Read> reads = new ArrayList<>();
    private final StringBuilder hex = new StringBuilder();
    private TraceSide side = TraceSide.HOST;
    private String model = "";
    private String codePage = "";
    private int rows;
    private int columns;

    Trace parse(String text) {
      text.lines().forEach(this::line);
      finish();
      boolean sized = rows > 0 && columns > 0 && rows * columns <= 0x3FFF;
      return new Trace(
          model,
          sized ? Optional.of(new ScreenSize(rows, columns)) : Optional.empty(),
          codePage,
          reads);
    }

    private void line(String line) {
      Matcher data = DATA.matcher(line);
      if (!data.matches()) {
        finish();
        comment(line);
        return;
      }
      TraceSide now = data.group(1).equals("<") ? TraceSide.HOST : TraceSide.CLIENT;
      if (now != side || Long.parseLong(data.group(2), 16) == 0) {
        finish();
      }
      side = now;
      hex.append(data.group(3));
    }

    private void finish() {
      if (!hex.isEmpty()) {
        reads.add(new Read(side, HexFormat.of().parseHex(hex)));
        hex.setLength(0);
      }
    }

    private void comment(String line) {
      Matcher found = MODEL.matcher(line);
      if (found.matches() && model.isEmpty()) {
        model = found.group(1);
        rows = Integer.parseInt(found.group(2));
        columns = Integer.parseInt(found.group(3));
      }
      found = CODE_PAGE.matcher(line);
      codePage = found.matches() && codePage.isEmpty() ? found.group(1) : codePage;
      found = ROWS.matcher(line);
      rows = found.matches() ? Integer.parseInt(found.group(1)) : rows;
      found = COLUMNS.matcher(line);
      columns = found.matches() ? Integer.parseInt(found.group(1)) : columns;
    }
  }
}
