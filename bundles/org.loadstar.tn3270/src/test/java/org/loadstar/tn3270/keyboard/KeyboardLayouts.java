// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.keyboard;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/**
 * Random screens to type on, as Erase/Write records: fields of every kind close together, long ones
 * over several rows, one that wraps round the screen, empty ones, now and then none at all.
 */
final class KeyboardLayouts {
  private static final int CELLS = 24 * 80;
  private static final int[] ATTRIBUTES = {
    0x40, 0x40, 0x40, 0xC1, 0x50, 0x50, 0x60, 0x60, 0xF0, 0xF0, 0xC8, 0x4C, 0xC4, 0xC4, 0x6C, 0xE4,
    0xE8
  };
  private static final int[] TEXT = {
    0x00, 0x00, 0x00, 0x40, 0x40, 0x40, 0x81, 0xC2, 0xC3, 0xF1, 0xF2, 0x6D, 0x6F, 0x6E, 0x50
  };

  private final Random random;
  private final ByteArrayOutputStream record = new ByteArrayOutputStream();

  KeyboardLayouts(Random random) {
    this.random = random;
  }

  byte[] next() {
    put(0xF5, random.nextInt(4) == 0 ? 0xC3 : 0xC2);
    boolean formatted = random.nextInt(8) > 0;
    int at = random.nextInt(random.nextInt(2) == 0 ? 80 : 3);
    int area = random.nextInt(3) == 0 ? CELLS - 90 : 200;
    while (at < area) {
      address(at);
      if (formatted) {
        field();
        at++;
      }
      int length = random.nextInt(random.nextInt(5) == 0 ? 170 : 9);
      at += length;
      for (int left = random.nextInt(Math.min(length + 1, 30)); left > 0; left--) {
        character();
      }
      at += random.nextInt(10) == 0 ? random.nextInt(100) : 0;
    }
    if (random.nextBoolean()) {
      // The last one wraps, or what comes first does.
      address(CELLS - 1 - random.nextInt(10));
      if (formatted) {
        field();
      }
    }
    address(random.nextInt(200));
    put(0x13);
    return record.toByteArray();
  }

  private void field() {
    int attribute = ATTRIBUTES[random.nextInt(ATTRIBUTES.length)];
    if (random.nextInt(4) > 0) {
      put(0x1D, attribute);
    } else {
      put(0x29, 3, 0xC0, attribute, 0x42, 0xF1 + random.nextInt(7), 0x41, 0xF2);
    }
  }

  private void character() {
    switch (random.nextInt(30)) {
      case 0 -> put(0x28, 0x42, 0xF1 + random.nextInt(7));
      case 1 -> put(0x28, 0x00, 0x00);
      case 2 -> put(0x08, 0xAD);
      default -> put(TEXT[random.nextInt(TEXT.length)]);
    }
  }

  private void address(int at) {
    put(0x11, at >> 8, at & 0xFF);
  }

  private void put(int... bytes) {
    for (int b : bytes) {
      record.write(b);
    }
  }
}
