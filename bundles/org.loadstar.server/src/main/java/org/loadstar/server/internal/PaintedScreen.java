// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.loadstar.api.server.TerminalInput;
import org.loadstar.api.server.TerminalScreen;
import org.loadstar.api.server.TerminalScreen.Input;
import org.loadstar.api.server.TerminalScreen.Item;
import org.loadstar.api.server.TerminalScreen.Text;
import org.loadstar.guard.BadAnswerException;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.datastream.InboundRecord;
import org.loadstar.tn3270.datastream.OutboundBuilder;
import org.loadstar.tn3270.screen.ScreenSize;

/**
 * An application's screen as the bytes for one terminal, and which field is where. Immutable; never
 * written to a log.
 */
final class PaintedScreen implements Sent {
  static final CodePage CODE_PAGE = CodePage.CP037;

  private final byte[] record;
  private final Map<Integer, Input> inputs;

  private PaintedScreen(byte[] record, Map<Integer, Input> inputs) {
    this.record = record;
    this.inputs = inputs;
  }

  /**
   * Paints a screen.
   *
   * @throws BadAnswerException for a screen that cannot be shown; the message says why
   */
  static PaintedScreen paint(TerminalScreen screen, TerminalModel model) throws BadAnswerException {
    ScreenSize size = model.size();
    Map<Integer, Input> inputs = inputs(screen, size);
    BitSet used = used(screen, size);
    OutboundBuilder out =
        size.equals(ScreenSize.MODEL_2)
            ? OutboundBuilder.eraseWrite(size, CODE_PAGE)
            : OutboundBuilder.eraseWriteAlternate(size, CODE_PAGE);
    out.restoreKeyboard().resetModified();
    if (screen.alarm()) {
      out.alarm();
    }
    FieldLook look = new FieldLook(model.extended());
    for (Item item : screen.items()) {
      at(out, size, address(item, size) - 1);
      if (item instanceof Text text) {
        look.text(out, text.style()).text(text.text());
      } else if (item instanceof Input input) {
        look.input(out, input.kind()).text(input.value());
      }
      int end = (address(item, size) + length(item)) % size.cells();
      if (!used.get(end)) {
        used.set(end);
        at(out, size, end);
        look.end(out);
      }
    }
    at(out, size, cursor(screen, inputs)).cursor();
    return new PaintedScreen(out.build(), inputs);
  }

  /** A write that changes nothing on the screen, but unlocks the keyboard and sounds the alarm. */
  static byte[] unlock(TerminalModel model) {
    return OutboundBuilder.write(model.size(), CODE_PAGE).restoreKeyboard().alarm().build();
  }

  private static Map<Integer, Input> inputs(TerminalScreen screen, ScreenSize size)
      throws BadAnswerException {
    Map<Integer, Input> inputs = new LinkedHashMap<>();
    Set<String> names = new HashSet<>();
    for (Item item : screen.items()) {
      if (item instanceof Input input) {
        if (input.length() < 1 || input.value().length() > input.length()) {
          throw bad("a value that is longer than its field", item);
        } else if (!names.add(input.name())) {
          throw bad("a second field " + input.name(), item);
        }
        inputs.put(address(item, size), input);
      }
    }
    return inputs;
  }

  /** The cells of the items with their attribute bytes. */
  private static BitSet used(TerminalScreen screen, ScreenSize size) throws BadAnswerException {
    BitSet used = new BitSet(size.cells());
    for (Item item : screen.items()) {
      int from = address(item, size);
      if (from < 1
          || item.row() < 0
          || item.row() >= size.rows()
          || item.column() < 0
          || item.column() >= size.columns()
          || length(item) > size.columns() - item.column()) {
        throw bad("an item outside the screen", item);
      }
      int taken = used.nextSetBit(from - 1);
      if (taken >= 0 && taken < from + length(item)) {
        throw bad("items that overlap", item);
      }
      used.set(from - 1, from + length(item));
    }
    return used;
  }

  private static BadAnswerException bad(String what, Item item) {
    return new BadAnswerException(
        "returned a screen with " + what + ", at " + item.row() + "," + item.column());
  }

  private static int address(Item item, ScreenSize size) {
    return item.row() * size.columns() + item.column();
  }

  private static int length(Item item) {
    return item instanceof Input input ? input.length() : ((Text) item).text().length();
  }

  private static int cursor(TerminalScreen screen, Map<Integer, Input> inputs) {
    return inputs.entrySet().stream()
        .filter(e -> screen.cursor().isEmpty() || e.getValue().name().equals(screen.cursor()))
        .mapToInt(Map.Entry::getKey)
        .findFirst()
        .orElse(0);
  }

  private static OutboundBuilder at(OutboundBuilder out, ScreenSize size, int address) {
    return out.at(address / size.columns(), address % size.columns());
  }

  @Override
  public byte[] record() {
    return record;
  }

  /** What the user sent, by the names of the fields; what is in none of them is left out. */
  TerminalInput input(InboundRecord received) {
    Map<String, String> fields = new HashMap<>();
    for (InboundRecord.Modified modified : received.fields()) {
      Input input = inputs.get(modified.address());
      if (input != null) {
        String text = modified.text(CODE_PAGE);
        fields.put(input.name(), text.substring(0, Math.min(text.length(), input.length())));
      }
    }
    return new TerminalInput(received.aid().toString(), received.cursor(), fields);
  }
}
