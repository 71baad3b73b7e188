// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import org.loadstar.api.server.TerminalScreen.Kind;
import org.loadstar.api.server.TerminalScreen.Style;
import org.loadstar.tn3270.datastream.OutboundBuilder;
import org.loadstar.tn3270.screen.Colour;
import org.loadstar.tn3270.screen.FieldAttribute;
import org.loadstar.tn3270.screen.Highlight;

/**
 * How styles and kinds become field attributes.
 *
 * @param extended whether the terminal knows colours; if not, a coloured text is intensified where
 *     its colour asks for attention
 */
record FieldLook(boolean extended) {
  /** Not skipped: what is too long for a field must not go on in the next one. */
  private static final int TEXT = FieldAttribute.PROTECTED;

  /** Starts the field of a text. */
  OutboundBuilder text(OutboundBuilder out, Style style) {
    int intense = TEXT | FieldAttribute.INTENSIFIED;
    return switch (style) {
      case NORMAL -> out.field(TEXT);
      case BRIGHT -> field(out, intense, Colour.WHITE, Highlight.NORMAL);
      case BLUE -> field(out, TEXT, Colour.BLUE, Highlight.NORMAL);
      case RED -> field(out, intense, Colour.RED, Highlight.NORMAL);
      case PINK -> field(out, TEXT, Colour.PINK, Highlight.NORMAL);
      case GREEN -> field(out, TEXT, Colour.GREEN, Highlight.NORMAL);
      case TURQUOISE -> field(out, TEXT, Colour.TURQUOISE, Highlight.NORMAL);
      case YELLOW -> field(out, intense, Colour.YELLOW, Highlight.NORMAL);
      case REVERSE -> field(out, intense, Colour.WHITE, Highlight.REVERSE);
    };
  }

  /** Starts a field to type into. */
  OutboundBuilder input(OutboundBuilder out, Kind kind) {
    int attribute =
        switch (kind) {
          case TEXT -> 0;
          case NUMERIC -> FieldAttribute.NUMERIC;
          case HIDDEN -> FieldAttribute.NON_DISPLAY;
        };
    return field(out, attribute, Colour.GREEN, Highlight.UNDERSCORE);
  }

  /** Ends a field, so that what follows is neither typed into nor coloured. */
  OutboundBuilder end(OutboundBuilder out) {
    return out.field(TEXT);
  }

  private OutboundBuilder field(
      OutboundBuilder out, int attribute, Colour colour, Highlight highlight) {
    return extended ? out.field(attribute, colour, highlight) : out.field(attribute);
  }
}
