// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.screen;

/**
 * The size of a screen in cells; at most 16,383 cells, the reach of a 14-bit address.
 *
 * @param rows 1 or more
 * @param columns 1 or more
 */
public record ScreenSize(int rows, int columns) {
  /** 24 x 80, also the default size of every model. */
  public static final ScreenSize MODEL_2 = new ScreenSize(24, 80);

  /** 32 x 80. */
  public static final ScreenSize MODEL_3 = new ScreenSize(32, 80);

  /** 43 x 80. */
  public static final ScreenSize MODEL_4 = new ScreenSize(43, 80);

  /** 27 x 132. */
  public static final ScreenSize MODEL_5 = new ScreenSize(27, 132);

  private static final int MAX_CELLS = 0x3FFF;

  public ScreenSize {
    if (rows < 1 || columns < 1 || (long) rows * columns > MAX_CELLS) {
      throw new IllegalArgumentException("screen size " + rows + " x " + columns);
    }
  }

  /** The number of cells; valid buffer addresses are 0 to one less. */
  public int cells() {
    return rows * columns;
  }

  /**
   * The alternate size of a 3270 model.
   *
   * @param model 2, 3, 4 or 5
   */
  public static ScreenSize ofModel(int model) {
    return switch (model) {
      case 2 -> MODEL_2;
      case 3 -> MODEL_3;
      case 4 -> MODEL_4;
      case 5 -> MODEL_5;
      default -> throw new IllegalArgumentException("no 3270 model " + model);
    };
  }

  @Override
  public String toString() {
    return rows + "x" + columns;
  }
}
