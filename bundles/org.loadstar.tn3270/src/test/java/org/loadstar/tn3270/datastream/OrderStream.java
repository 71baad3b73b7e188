// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import static org.loadstar.tn3270.datastream.HostStreams.bytes;
import static org.loadstar.tn3270.datastream.HostStreams.joined;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ObjIntConsumer;
import org.loadstar.tn3270.screen.Extended;

/**
 * Seeded valid orders and texts of one write. Two things it leaves out, where s3270 4.1 differs on
 * purpose: EUA with neither SBA nor field order since text or PT, and RA together with backgrounds.
 */
final class OrderStream {
  private static final int[] FORMAT_CONTROLS = {
    0x0C, 0x0D, 0x15, 0x19, 0x1C, 0x1E, 0x25, 0x3F, 0xFF
  };
  private static final int[] NO_ORDERS = {0x01, 0x04, 0x10, 0x17, 0x20, 0x2B, 0x3D};
  private static final int[] FIELD_TYPES = {
    0xC0, 0xC1, 0xC2, 0x41, 0x42, 0x43, 0x45, 0x46, 0xFE, 0x77
  };
  private static final int[] CHARACTER_TYPES = {0x00, 0x41, 0x42, 0x43, 0x45, 0x46, 0xFE, 0x77};
  private static final int[] HIGHLIGHTS = {0x00, 0xF0, 0xF1, 0xF2, 0xF4, 0xF8};
  private static final int NEAR = 12;

  private final Random random;
  private final int cells;
  private final ObjIntConsumer<String> counter;
  private final List<Integer> fields;
  private final boolean backgrounds;

  private int address;
  private boolean known = true; // the address
  private boolean governed = true; // by the field at the last SBA

  /**
   * Orders for a screen.
   *
   * @param address where the first goes
   * @param fields addresses of fields that are there already
   * @param backgrounds whether to make backgrounds rather than RA
   * @param counter told what is made, with a code or 0
   */
  OrderStream(
      Random random,
      int cells,
      int address,
      List<Integer> fields,
      boolean backgrounds,
      ObjIntConsumer<String> counter) {
    this.random = random;
    this.cells = cells;
    this.address = address;
    this.fields = new ArrayList<>(fields);
    this.backgrounds = backgrounds;
    this.counter = counter;
  }

  /** Adds an order, sometimes with others that it needs before it. */
  void next(List<byte[]> parts) {
    switch (random.nextInt(16)) {
      case 0, 1 -> setBufferAddress(parts, anywhere());
      case 2, 3 -> startField(parts);
      case 4, 5 -> startFieldExtended(parts);
      case 6, 7 -> setAttribute(parts);
      case 8 -> parts.add(order(Order.IC));
      case 9 -> programTab(parts);
      case 10 -> repeatToAddress(parts);
      case 11 -> eraseUnprotectedToAddress(parts);
      case 12 -> modifyField(parts);
      case 13 -> {
        parts.add(joined(order(Order.GE), bytes(graphic())));
        advance(1);
      }
      case 14 -> {
        if (random.nextInt(8) == 0) {
          count("no order", 0);
          parts.add(bytes(one(NO_ORDERS)));
          return;
        }
        int control = one(FORMAT_CONTROLS);
        count("format control", control);
        parts.add(bytes(control));
        advance(1);
      }
      default -> text(parts);
    }
  }

  private byte[] order(int code) {
    count("order", code);
    return bytes(code);
  }

  private void setBufferAddress(List<byte[]> parts, int target) {
    parts.add(joined(order(Order.SBA), address(target)));
    address = target;
    known = true;
    governed = true;
  }

  private void startField(List<byte[]> parts) {
    parts.add(joined(order(Order.SF), bytes(random.nextInt(256))));
    startedField();
  }

  private void startedField() {
    if (known) {
      fields.add(address);
      if (address == cells - 1) {
        count("wrap: field in the last cell", 0);
      }
    }
    advance(1);
    governed = true;
  }

  private void startFieldExtended(List<byte[]> parts) {
    parts.add(joined(order(Order.SFE), pairs("SFE type")));
    startedField();
  }

  private void modifyField(List<byte[]> parts) {
    if (!fields.isEmpty() && random.nextInt(4) > 0) {
      setBufferAddress(parts, fields.get(random.nextInt(fields.size())));
    }
    parts.add(joined(order(Order.MF), pairs("MF type")));
    known = false; // a field may be there no more
    governed = false;
  }

  private byte[] pairs(String name) {
    byte[] pairs = bytes(random.nextInt(5));
    for (int left = pairs[0]; left > 0; left--) {
      int type = one(FIELD_TYPES);
      count(name, type);
      pairs = joined(pairs, bytes(type, value(type)));
    }
    return pairs;
  }

  private void setAttribute(List<byte[]> parts) {
    int type = one(CHARACTER_TYPES);
    count("SA type", type);
    parts.add(joined(order(Order.SA), bytes(type, value(type))));
  }

  /** A value that means something or, now and then, any. */
  private int value(int type) {
    int any = random.nextInt(256);
    boolean left = type == Extended.BACKGROUND && !backgrounds;
    boolean doubleByte = type == Extended.CHARACTER_SET && any == 0xF8;
    return random.nextInt(8) > 0 || left || doubleByte ? meaningful(type) : any;
  }

  private int meaningful(int type) {
    return switch (type) {
      case Extended.FIELD, Extended.VALIDATION, Extended.OUTLINING -> random.nextInt(256);
      case Extended.HIGHLIGHTING -> one(HIGHLIGHTS);
      case Extended.FOREGROUND -> colour();
      case Extended.BACKGROUND -> backgrounds ? colour() : 0;
      case Extended.CHARACTER_SET -> random.nextBoolean() ? 0 : 0xF1;
      case Extended.TRANSPARENCY -> 0xF0 + random.nextInt(3);
      case Extended.INPUT_CONTROL -> random.nextInt(2);
      default -> 0;
    };
  }

  private int colour() {
    return random.nextInt(4) == 0 ? 0 : 0xF0 + random.nextInt(16);
  }

  private void programTab(List<byte[]> parts) {
    if (known && address >= cells - NEAR) {
      count("wrap: PT near the end", 0);
    }
    parts.add(order(Order.PT));
    known = false;
    governed = false;
  }

  private void repeatToAddress(List<byte[]> parts) {
    if (backgrounds) {
      return;
    }
    int stop = anywhere();
    wraps("RA", stop);
    byte[] order = joined(order(Order.RA), address(stop));
    if (random.nextInt(3) == 0) {
      count("RA with GE", 0);
      parts.add(joined(order, bytes(Order.GE, graphic())));
    } else {
      parts.add(joined(order, bytes(random.nextInt(4) == 0 ? 0 : graphic())));
    }
    arrive(stop);
  }

  private void eraseUnprotectedToAddress(List<byte[]> parts) {
    if (!governed) {
      setBufferAddress(parts, anywhere());
    }
    int stop = anywhere();
    wraps("EUA", stop);
    parts.add(joined(order(Order.EUA), address(stop)));
    arrive(stop);
  }

  private void wraps(String name, int stop) {
    if (known && stop == address) {
      count("wrap: whole screen by " + name, 0);
    } else if (known && stop < address) {
      count("wrap: end of the screen by " + name, 0);
    }
  }

  private void arrive(int stop) {
    address = stop;
    known = true;
    governed = true;
  }

  private void text(List<byte[]> parts) {
    byte[] text = new byte[1 + random.nextInt(random.nextInt(3) == 0 ? 300 : 10)];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) (random.nextInt(16) == 0 ? 0 : graphic());
    }
    if (known && address + text.length > cells) {
      count("wrap: end of the screen by text", 0);
    }
    parts.add(text);
    count("text", 0);
    advance(text.length);
  }

  private void advance(int count) {
    address = (address + count) % cells;
    governed = false;
  }

  private int graphic() {
    return 0x40 + random.nextInt(0xBF);
  }

  /** An address, often where something is or near an end of the screen. */
  private int anywhere() {
    return switch (random.nextInt(9)) {
      case 0, 8 -> cells - 1 - random.nextInt(random.nextInt(NEAR) + 1);
      case 1 -> random.nextInt(NEAR);
      case 2 -> address;
      case 3 -> fields.isEmpty() ? 0 : fields.get(random.nextInt(fields.size()));
      case 4, 5 -> (address + random.nextInt(100)) % cells;
      default -> random.nextInt(cells);
    };
  }

  private byte[] address(int target) {
    if (target < 0x1000 && random.nextBoolean()) {
      count("address of 12 bits", 0);
      int top = one(new int[] {0x40, 0x80, 0xC0});
      return bytes(top | target >> 6, one(new int[] {0x00, 0x40, 0x80, 0xC0}) | (target & 0x3F));
    }
    count("address of 14 bits", 0);
    return bytes(target >> 8, target);
  }

  private int one(int[] values) {
    return values[random.nextInt(values.length)];
  }

  private void count(String what, int code) {
    counter.accept(what, code);
  }
}
