// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.trace;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.codepage.CodePage;

/**
 * Writes a trace in x3270's format: the bytes of each network read in lines of 32, in the order in
 * which they went, each with a line of commentary that tells the time. What must not be written
 * down is masked ({@link Masking}), byte for byte: lengths and structure stay. A record that comes
 * in several reads is written when it is whole. Not thread-safe: it belongs to one session.
 */
public final class TraceRecorder {
  private static final int BYTES_PER_LINE = 32;
  private static final int OFFSET_WIDTH = 4;

  /** More remarks and reads behind an unfinished record than any session has. */
  private static final int WAITING = 1000;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd.HHmmss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final TraceHeader header;
  private final CodePage codePage;
  private final Clock clock;
  private final Consumer<String> out;
  private final Secrets secrets;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private RawStream host;
  private RawStream client;

  /** One read, or one remark; its text is there once it can be written. */
  private static final class Entry {
    private final TraceSide side;
    private final String title;
    private @Nullable String text;

    private Entry(TraceSide side, String title) {
      this.side = side;
      this.title = title;
    }
  }

  /**
   * A recorder that writes its header at once.
   *
   * @param codePage of the host, to recognise in ASCII what was typed in EBCDIC
   * @param clock tells the times in the trace, which are in UTC
   * @param out takes lines, with their ends
   */
  public TraceRecorder(TraceHeader header, CodePage codePage, Clock clock, Consumer<String> out) {
    this.header = header;
    this.codePage = codePage;
    this.clock = clock;
    this.out = out;
    this.secrets = new Secrets(codePage);
    Masking masking = begin();
    host = new RawStream(masking.modes(), masking.of(TraceSide.HOST));
    client = new RawStream(masking.modes(), masking.of(TraceSide.CLIENT));
    out.accept(time("Trace started (UTC)"));
    header.lines().forEach(line -> out.accept(line + "\n"));
  }

  private Masking begin() {
    return new Masking(new TelnetModes(), header.size(), codePage, secrets);
  }

  /** Another connection begins; what was agreed on the one before does not hold any more. */
  public void connected(String what) {
    flush();
    Masking masking = begin();
    host = new RawStream(masking.modes(), masking.of(TraceSide.HOST));
    client = new RawStream(masking.modes(), masking.of(TraceSide.CLIENT));
    remark(what);
  }

  /** One line of commentary, which shows at its place among the reads. */
  public void remark(String text) {
    Entry entry = new Entry(TraceSide.HOST, time(text.replaceAll("\\p{Cntrl}", "?")));
    entry.text = "";
    entries.add(entry);
    write();
  }

  /** What one side sent at once; the bytes stay the caller's. */
  public void sent(TraceSide side, byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    String who = side == TraceSide.HOST ? "host" : "client";
    entries.add(new Entry(side, time(who + ", " + bytes.length + " bytes")));
    whole(side, (side == TraceSide.HOST ? host : client).add(bytes));
    write();
    if (entries.size() > WAITING) {
      flush();
    }
  }

  /** Writes what is held, and forgets what was typed. */
  public void end() {
    flush();
    secrets.forget();
  }

  private void flush() {
    whole(TraceSide.HOST, host.end());
    whole(TraceSide.CLIENT, client.end());
    write();
  }

  private void whole(TraceSide side, List<byte[]> reads) {
    Deque<byte[]> left = new ArrayDeque<>(reads);
    for (Entry entry : entries) {
      if (entry.side == side && entry.text == null && !left.isEmpty()) {
        entry.text = lines(side, left.remove());
      }
    }
  }

  private void write() {
    while (!entries.isEmpty() && entries.peek().text != null) {
      Entry entry = entries.remove();
      out.accept(entry.title + entry.text);
    }
  }

  private String time(String text) {
    return TIME.format(clock.instant()) + " " + text + "\n";
  }

  private static String lines(TraceSide side, byte[] bytes) {
    StringBuilder lines = new StringBuilder();
    for (int at = 0; at < bytes.length; at += BYTES_PER_LINE) {
      String offset = Integer.toHexString(at);
      lines
          .append(side.mark())
          .append(" 0x")
          .append(offset)
          .append(" ".repeat(Math.max(1, OFFSET_WIDTH - offset.length())))
          .append(HexFormat.of().formatHex(bytes, at, Math.min(at + BYTES_PER_LINE, bytes.length)))
          .append('\n');
    }
    return lines.toString();
  }
}
