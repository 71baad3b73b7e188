// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.loadstar.tn3270.keyboard.Key;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;

/**
 * Seeded valid records of a host for a screen as it is now, with every command, structured field,
 * order and attribute type, and with what is special at the end of the screen. It counts what it
 * has made.
 */
final class HostStreams {
  private static final int[] WRITES = {0x01, 0x05, 0x0D, 0xF1, 0xF5, 0x7E};
  private static final int[] OTHERS = {0x0F, 0x6F, 0x02, 0xF2, 0x06, 0xF6, 0x0E, 0x6E, 0x03};
  private static final int[] REPLY_TYPES = {0x41, 0x42, 0x43, 0x45};

  private static final List<Key> OTHER_KEYS =
      List.of(Key.ENTER, Key.CLEAR, Key.PA1, Key.PA2, Key.PA3);

  /** How often each thing was made. */
  final Map<String, Integer> counts = new TreeMap<>();

  private final Random random;
  private final Screen screen;
  private boolean backgrounds;

  HostStreams(Random random, Screen screen) {
    this.random = random;
    this.screen = screen;
  }

  /** To be called when the screen has been erased. */
  void begin() {
    backgrounds = random.nextInt(4) == 0;
  }

  /** A record or, now and then, a key that calls the host. */
  SideBySide.Step next() {
    if (screen.lock() == KeyboardLock.UNLOCKED && random.nextInt(4) == 0) {
      int choice = random.nextInt(2 * OTHER_KEYS.size());
      boolean other = choice < OTHER_KEYS.size();
      Key key = other ? OTHER_KEYS.get(choice) : Key.valueOf("PF" + (1 + random.nextInt(24)));
      count("key " + (other ? key : "PF"));
      return new SideBySide.Step(List.of(), key);
    }
    return new SideBySide.Step(record(), null);
  }

  /** The command with what it needs, then orders, texts or structured fields. */
  private List<byte[]> record() {
    List<byte[]> parts = new ArrayList<>();
    int choice = random.nextInt(18);
    if (choice < 9) {
      int command = one(WRITES);
      parts.add(bytes(command, controlCharacter()));
      count("command", command);
      orders(parts, Command.of(command));
    } else if (choice < 13) {
      int command = one(OTHERS);
      parts.add(bytes(command));
      count("command", command);
    } else {
      int command = random.nextBoolean() ? 0xF3 : 0x11;
      parts.add(bytes(command));
      count("command", command);
      structuredFields(parts);
    }
    return parts;
  }

  private int controlCharacter() {
    int bits = random.nextInt(16);
    count("control character with bits", bits);
    // The bits between are a printer's.
    return (bits & 8) << 3 | (bits & 7) | random.nextInt(4) << 4;
  }

  private void orders(List<byte[]> parts, Command command) {
    boolean write = command == Command.WRITE;
    OrderStream orders =
        new OrderStream(
            random,
            cellsAfter(command),
            write ? screen.cursor() : 0,
            write ? fields() : List.of(),
            backgrounds,
            this::count);
    for (int left = 1 + random.nextInt(14); left > 0; left--) {
      orders.next(parts);
    }
  }

  /** Addresses of some attributes on the screen. */
  private List<Integer> fields() {
    return screen.fields().stream().limit(20).map(f -> screen.previous(f.start())).toList();
  }

  private int cellsAfter(Command command) {
    return switch (command) {
      case ERASE_WRITE -> screen.defaultSize().cells();
      case ERASE_WRITE_ALTERNATE -> screen.alternateSize().cells();
      default -> screen.cells();
    };
  }

  private void structuredFields(List<byte[]> parts) {
    for (int left = random.nextInt(3); left > 0; left--) {
      parts.add(withLength(outputField()));
    }
    if (random.nextBoolean()) {
      parts.add(withLength(readField()));
    }
    for (int left = random.nextInt(2); left > 0 || parts.size() == 1; left--) {
      parts.add(withLength(outputField()));
    }
  }

  /** A field that needs no answer, from its type on. */
  private byte[] outputField() {
    switch (random.nextInt(7)) {
      case 6 -> {
        count("structured field Create Partition");
        int unit = random.nextBoolean() ? 0x00 : 0x20;
        return Arrays.copyOf(bytes(0x0C, 0, unit, 0, 0, 24, 0, 80), 1 + random.nextInt(8));
      }
      case 0 -> {
        boolean alternate = random.nextBoolean();
        count("structured field Erase/Reset alternate " + alternate);
        return bytes(0x03, alternate ? 0x80 : 0x00);
      }
      case 1, 2 -> {
        int mode = random.nextInt(3);
        count("structured field Set Reply Mode " + mode);
        byte[] field = bytes(0x09, 0, mode);
        for (int type : mode == 2 ? REPLY_TYPES : new int[0]) {
          if (random.nextInt(4) > 0) {
            count("reply mode type", type);
            field = joined(field, bytes(type));
          }
        }
        return field.length == 3 && mode == 2 ? joined(field, bytes(0x42)) : field;
      }
      default -> {
        return outbound();
      }
    }
  }

  private byte[] outbound() {
    int command = new int[] {0xF1, 0xF1, 0xF5, 0x7E, 0x6F}[random.nextInt(5)];
    count("Outbound 3270DS", command);
    if (command == 0x6F) {
      return bytes(0x40, 0, command);
    }
    List<byte[]> parts = new ArrayList<>();
    parts.add(bytes(0x40, 0, command, controlCharacter()));
    // Erasing keeps the size, and an Erase/Reset before may have made it smaller.
    int cells = Math.min(screen.defaultSize().cells(), screen.cells());
    OrderStream orders = new OrderStream(random, cells, 0, List.of(), backgrounds, this::count);
    for (int left = 1 + random.nextInt(6); left > 0; left--) {
      orders.next(parts);
    }
    return joined(parts.toArray(byte[][]::new));
  }

  private byte[] readField() {
    return switch (random.nextInt(7)) {
      case 0 -> query("Query", bytes(0x02));
      case 1 -> query("Query List, list", bytes(0x03, 0x00, 0x86, 0x99, 0x80 + random.nextInt(9)));
      case 2 -> query("Query List, equivalent", bytes(0x03, 0x40, 0x80 + random.nextInt(9)));
      case 3 -> query("Query List, all", bytes(0x03, 0x80));
      case 4 -> read(0xF2);
      case 5 -> read(0xF6);
      default -> read(0x6E);
    };
  }

  private byte[] query(String name, byte[] parameters) {
    count("structured field Read Partition " + name);
    return joined(bytes(0x01, 0xFF), parameters);
  }

  private byte[] read(int command) {
    count("Read Partition", command);
    return bytes(0x01, 0x00, command);
  }

  private static byte[] withLength(byte[] field) {
    int length = field.length + 2;
    return joined(bytes(length >> 8, length), field);
  }

  private int one(int[] values) {
    return values[random.nextInt(values.length)];
  }

  private void count(String what, int value) {
    count(value == 0 ? what : what + " " + Integer.toHexString(value));
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  static byte[] joined(byte[]... parts) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
