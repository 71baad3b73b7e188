// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ui.tests;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.ui.PlatformUI;
import org.loadstar.api.session.ScreenSnapshot;

/**
 * Compares the pixels of a canvas with a screen: in every cell the colour behind, whether there is
 * a character, and its colour; the cell of the cursor has both the other way round.
 */
final class Drawn {
  private static final String[] COLORS = {
    "blue", "red", "pink", "green", "turquoise", "yellow", "white"
  };
  private static final int NEAR = 70;

  private Drawn() {}

  static void check(Ui ui, Canvas canvas, ScreenSnapshot screen) {
    List<String> wrong = new ArrayList<>();
    // What was typed last is drawn within the next thirtieth of a second.
    ui.until(
        "what is drawn is what the screen has: " + wrong,
        () -> {
          wrong.clear();
          wrong.addAll(differences(canvas, screen));
          return wrong.isEmpty();
        });
  }

  private static List<String> differences(Canvas canvas, ScreenSnapshot screen) {
    List<String> wrong = new ArrayList<>();
    Rectangle cells = (Rectangle) canvas.getData("cells");
    ImageData pixels = pixels(canvas);
    for (int row = 0; row < screen.rows(); row++) {
      for (int column = 0; column < screen.columns(); column++) {
        int at = row * screen.columns() + column;
        boolean cursor = at == screen.cursor();
        RGB back = color(cursor ? "cursor" : background(screen, at));
        RGB front = color(cursor ? background(screen, at) : foreground(screen, at));
        boolean character = !screen.textAt(row, column, 1).isBlank();
        RGB found =
            farthest(
                pixels,
                cells.x + column * cells.width,
                cells.y + row * cells.height,
                cells.width,
                cells.height,
                back);
        boolean inked = distance(found, back) > NEAR;
        if (inked != character || (character && distance(found, front) > NEAR)) {
          wrong.add(
              row
                  + ","
                  + column
                  + " '"
                  + screen.textAt(row, column, 1)
                  + "' is drawn "
                  + found
                  + " on "
                  + back
                  + ", not "
                  + front);
        }
      }
    }
    return wrong;
  }

  /** The pixel of a cell that is least like the colour behind; the edges belong to neighbours. */
  private static RGB farthest(ImageData pixels, int x, int y, int width, int height, RGB back) {
    RGB best = back;
    for (int dy = 1; dy < height - 1; dy++) {
      for (int dx = 1; dx < width - 1; dx++) {
        RGB pixel = pixels.palette.getRGB(pixels.getPixel(x + dx, y + dy));
        if (distance(pixel, back) > distance(best, back)) {
          best = pixel;
        }
      }
    }
    return best;
  }

  private static int distance(RGB a, RGB b) {
    return Math.max(
        Math.abs(a.red - b.red), Math.max(Math.abs(a.green - b.green), Math.abs(a.blue - b.blue)));
  }

  private static ImageData pixels(Canvas canvas) {
    Point origin = canvas.toDisplay(0, 0);
    Image image = new Image(canvas.getDisplay(), canvas.getSize().x, canvas.getSize().y);
    GC gc = new GC(canvas.getDisplay());
    gc.copyArea(image, origin.x, origin.y);
    gc.dispose();
    ImageData data = image.getImageData();
    image.dispose();
    return data;
  }

  private static String foreground(ScreenSnapshot screen, int at) {
    return reversed(screen, at) ? named(screen.background(at), "background") : front(screen, at);
  }

  private static String background(ScreenSnapshot screen, int at) {
    if (screen.field(at) >= 0) {
      return "background";
    }
    return reversed(screen, at) ? front(screen, at) : named(screen.background(at), "background");
  }

  private static boolean reversed(ScreenSnapshot screen, int at) {
    int own = screen.highlighting(at);
    return (own != 0 ? own : screen.highlighting(field(screen, at))) == 0xF2;
  }

  /** The colour of the cell, of its field, or the base colour of such a field. */
  private static String front(ScreenSnapshot screen, int at) {
    int field = field(screen, at);
    int attribute = screen.field(field);
    boolean bright = (attribute & 0x0C) == 0x08;
    String base =
        (attribute & 0x20) == 0 ? (bright ? "red" : "green") : (bright ? "white" : "blue");
    int own = screen.foreground(at);
    return named(own != 0 ? own : screen.foreground(field), base);
  }

  /** Where the field of a cell starts; every screen of this test has fields. */
  private static int field(ScreenSnapshot screen, int at) {
    int size = screen.rows() * screen.columns();
    int field = at;
    while (screen.field(field) < 0) {
      field = (field + size - 1) % size;
    }
    return field;
  }

  private static String named(int attribute, String otherwise) {
    return attribute >= 0xF1 && attribute <= 0xF7 ? COLORS[attribute - 0xF1] : otherwise;
  }

  private static RGB color(String name) {
    return PlatformUI.getWorkbench()
        .getThemeManager()
        .getCurrentTheme()
        .getColorRegistry()
        .get("org.loadstar.ui.screen." + name)
        .getRGB();
  }
}
