// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.loadstar.api.server.TerminalInput;
import org.loadstar.api.server.TerminalScreen;
import org.loadstar.api.server.TerminalScreen.Input;
import org.loadstar.api.server.TerminalScreen.Item;
import org.loadstar.api.server.TerminalScreen.Kind;
import org.loadstar.api.server.TerminalScreen.Style;
import org.loadstar.api.server.TerminalScreen.Text;
import org.loadstar.guard.BadAnswerException;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.datastream.HostInterpreter;
import org.loadstar.tn3270.datastream.InboundRecord;
import org.loadstar.tn3270.datastream.Outcome;
import org.loadstar.tn3270.keyboard.Key;
import org.loadstar.tn3270.keyboard.KeyResult;
import org.loadstar.tn3270.keyboard.Keyboard;
import org.loadstar.tn3270.screen.Extended;
import org.loadstar.tn3270.screen.FieldAttribute;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;

/** What the server paints, seen through a terminal. */
class PaintedScreenTest {
  private static final TerminalModel MODEL_2 = TerminalModel.of("IBM-3278-2-E");

  private static Screen show(PaintedScreen painted, TerminalModel model) {
    Screen screen =
        Screen.ofModel(model.poolType().isEmpty() ? 2 : model.poolType().charAt(6) - '0');
    byte[] record = painted.record();
    Outcome outcome = new HostInterpreter(screen, CodePage.CP037).apply(record, 0, record.length);
    assertInstanceOf(Outcome.Applied.class, outcome);
    screen.checkInvariants();
    return screen;
  }

  private static PaintedScreen paint(TerminalModel model, Item... items) throws Exception {
    return PaintedScreen.paint(new TerminalScreen(List.of(items), "", false), model);
  }

  @Test
  void textStandsWhereItShouldAndIsProtected() throws Exception {
    Screen screen = show(paint(MODEL_2, new Text(3, 5, "Hello \u0000{}", Style.PINK)), MODEL_2);
    assertEquals("     Hello ?{}", screen.text(3, CodePage.CP037).stripTrailing());
    assertTrue(FieldAttribute.isProtected(screen.attribute(3 * 80 + 4)));
    assertEquals(0xF3, Extended.foreground(screen.extended(3 * 80 + 4)));
    assertEquals(0, Extended.foreground(screen.extended(3 * 80 + 14)));
    assertTrue(screen.attribute(3 * 80 + 14) != 0, "the colour ends with the text");
    assertFalse(screen.isAlternate());
    assertEquals(KeyboardLock.UNLOCKED, screen.lock());
  }

  @Test
  void whatIsTypedComesBackByName() throws Exception {
    PaintedScreen painted =
        paint(
            MODEL_2,
            new Input(1, 1, 3, "a", "", Kind.TEXT),
            new Input(1, 5, 4, "b", "old", Kind.TEXT),
            new Input(23, 70, 10, "c", "", Kind.HIDDEN),
            new Text(0, 1, "at the cell after c is this one's attribute", Style.NORMAL));
    Screen screen = show(painted, MODEL_2);
    assertEquals(81, screen.cursor());
    Keyboard keyboard = new Keyboard(screen, CodePage.CP037);
    keyboard.type("xyz");
    keyboard.press(Key.TAB);
    assertEquals(23 * 80 + 70, screen.cursor());
    keyboard.type("secret-one");
    KeyResult result = keyboard.press(Key.PF7);
    InboundRecord inbound =
        InboundRecord.parse(((KeyResult.Attention) result).record(), screen.size());
    TerminalInput input = painted.input(inbound);
    assertEquals("PF7", input.key());
    assertEquals(Map.of("a", "xyz", "c", "secret-one"), input.fields());
  }

  @Test
  void aFieldHoldsNoMoreThanItsLength() throws Exception {
    PaintedScreen painted = paint(MODEL_2, new Input(1, 1, 3, "a", "", Kind.TEXT));
    Screen screen = show(painted, MODEL_2);
    Keyboard keyboard = new Keyboard(screen, CodePage.CP037);
    keyboard.type("abcdef");
    assertEquals(" abc", screen.text(1, CodePage.CP037).stripTrailing());
    byte[] forged = {0x7D, 0x40, 0x40, 0x11, (byte) 0xC1, (byte) 0xD1, -63, -62, -61, -60, -59};
    assertEquals(
        Map.of("a", "ABC"), painted.input(InboundRecord.parse(forged, screen.size())).fields());
  }

  @Test
  void theCursorGoesToTheNamedField() throws Exception {
    TerminalScreen wanted =
        new TerminalScreen(
            List.of(
                new Input(2, 10, 4, "a", "", Kind.NUMERIC),
                new Input(1, 10, 4, "b", "", Kind.TEXT)),
            "a",
            true);
    Screen screen = show(PaintedScreen.paint(wanted, MODEL_2), MODEL_2);
    assertEquals(170, screen.cursor());
    assertTrue(FieldAttribute.isNumeric(screen.attribute(169)));
  }

  @Test
  void aLargeTerminalIsUsedToItsEdgeAndAPlainOneWithoutColours() throws Exception {
    TerminalModel model = TerminalModel.of("IBM-3278-4");
    Screen screen = show(paint(model, new Text(42, 1, "x".repeat(79), Style.RED)), model);
    assertTrue(screen.isAlternate());
    assertEquals(0, Extended.foreground(screen.extended(42 * 80)));
    assertTrue(FieldAttribute.isIntensified(screen.attribute(42 * 80)));
  }

  static Stream<Arguments> wrongScreens() {
    return Stream.of(
        Arguments.of("outside", List.of(new Text(24, 1, "x", Style.NORMAL))),
        Arguments.of("outside", List.of(new Text(0, 0, "x", Style.NORMAL))),
        Arguments.of("outside", List.of(new Text(0, 78, "xyz", Style.NORMAL))),
        Arguments.of("outside", List.of(new Text(-1, 81, "x", Style.NORMAL))),
        Arguments.of("outside", List.of(new Text(Integer.MAX_VALUE, 1, "x", Style.NORMAL))),
        Arguments.of("outside", List.of(new Input(1, 1, Integer.MAX_VALUE, "a", "", Kind.TEXT))),
        Arguments.of("longer", List.of(new Input(1, 1, 0, "a", "", Kind.TEXT))),
        Arguments.of("longer", List.of(new Input(1, 1, -1, "a", "", Kind.TEXT))),
        Arguments.of("longer", List.of(new Input(1, 1, 2, "a", "abc", Kind.TEXT))),
        Arguments.of(
            "second field a",
            List.of(
                new Input(1, 1, 2, "a", "", Kind.TEXT), new Input(2, 1, 2, "a", "", Kind.TEXT))),
        Arguments.of(
            "overlap",
            List.of(new Text(1, 1, "abc", Style.NORMAL), new Input(1, 4, 2, "a", "", Kind.TEXT))),
        Arguments.of(
            "overlap",
            List.of(new Text(1, 1, "abc", Style.NORMAL), new Text(1, 1, "", Style.NORMAL))));
  }

  @ParameterizedTest
  @MethodSource("wrongScreens")
  void aScreenThatCannotBeShownIsRefused(String why, List<Item> items) {
    String message =
        assertThrows(
                BadAnswerException.class,
                () -> PaintedScreen.paint(new TerminalScreen(items, "", false), MODEL_2))
            .getMessage();
    assertTrue(message.contains(why), message);
  }
}
