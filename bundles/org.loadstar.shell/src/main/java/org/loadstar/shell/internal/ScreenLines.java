// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.session.CellStyle;
import org.loadstar.api.session.RecordListener;
import org.loadstar.api.session.ScreenSnapshot;
import org.loadstar.api.session.SessionState;
import org.loadstar.shell.wire.JsonWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a JSON document in one line for every record of a host (docs/screens.md). What is there is
 * never renamed or taken away; members may be added.
 */
final class ScreenLines implements RecordListener {
  private static final Logger LOG = LoggerFactory.getLogger(ScreenLines.class);

  private static final int APL = 0xF1;

  private final Writer out;
  private final Supplier<SessionState> state;

  ScreenLines(Writer out, Supplier<SessionState> state) {
    this.out = out;
    this.state = state;
  }

  @Override
  public void record(long number, ScreenSnapshot screen) {
    try {
      out.write(JsonWriter.write(line(number, state.get(), screen)) + "\n");
      out.flush();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void ended() {
    try {
      out.close();
    } catch (IOException failure) {
      LOG.warn("The file of screens cannot be closed: {}", failure.toString());
    }
  }

  static Map<String, @Nullable Object> line(
      long number, SessionState state, ScreenSnapshot screen) {
    List<Object> cells = new ArrayList<>();
    for (int row = 0; row < screen.rows(); row++) {
      List<Object> line = new ArrayList<>();
      for (int column = 0; column < screen.columns(); column++) {
        line.add(cell(screen, row * screen.columns() + column));
      }
      cells.add(line);
    }
    return Json.object(
        "record", number,
        "state", state.name(),
        "size", Json.object("rows", screen.rows(), "columns", screen.columns()),
        "cursor", Json.cursor(screen),
        "lock", screen.lock(),
        "rows", screen.text(),
        "cells", cells);
  }

  private static Map<String, Object> cell(ScreenSnapshot screen, int at) {
    Map<String, Object> cell = new LinkedHashMap<>();
    if (screen.field(at) >= 0) {
      cell.put("field", hex(screen.field(at)));
    } else {
      cell.put("code", hex(screen.code(at)));
    }
    CellStyle style = screen.style(at);
    put(cell, "highlighting", style.highlighting());
    put(cell, "foreground", style.foreground());
    put(cell, "background", style.background());
    put(cell, "characterSet", style.graphicEscape() ? APL : style.characterSet());
    put(cell, "transparency", style.transparency());
    put(cell, "validation", style.validation());
    put(cell, "outlining", style.outlining());
    if (style.half() != CellStyle.Half.NONE) {
      cell.put("half", style.half() == CellStyle.Half.LEFT ? "left" : "right");
    }
    return cell;
  }

  private static void put(Map<String, Object> cell, String name, int value) {
    if (value != 0) {
      cell.put(name, hex(value));
    }
  }

  private static String hex(int value) {
    return String.format("%02x", value);
  }
}
