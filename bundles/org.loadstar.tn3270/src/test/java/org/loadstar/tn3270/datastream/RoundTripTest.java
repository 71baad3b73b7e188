// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.tn3270.codepage.CodePage;
import org.loadstar.tn3270.keyboard.Key;
import org.loadstar.tn3270.keyboard.KeyResult;
import org.loadstar.tn3270.keyboard.Keyboard;
import org.loadstar.tn3270.screen.BufferDump;
import org.loadstar.tn3270.screen.Colour;
import org.loadstar.tn3270.screen.FieldAttribute;
import org.loadstar.tn3270.screen.Highlight;
import org.loadstar.tn3270.screen.KeyboardLock;
import org.loadstar.tn3270.screen.Screen;
import org.loadstar.tn3270.screen.ScreenSize;

/** A server's record shown by a client, typed into, and read back by the server. */
class RoundTripTest {
  private static final CodePage PAGE = CodePage.CP037;

  private static OutboundBuilder logon(OutboundBuilder builder) {
    return builder
        .restoreKeyboard()
        .at(0, 10)
        .field(FieldAttribute.PROTECTED, Colour.WHITE, Highlight.UNDERSCORE)
        .text("LOGON")
        .field(FieldAttribute.PROTECTED)
        .at(2, 0)
        .field(FieldAttribute.PROTECTED)
        .text("User . . .")
        .field(0)
        .cursor()
        .at(2, 30)
        .field(FieldAttribute.PROTECTED | FieldAttribute.NUMERIC)
        .at(3, 0)
        .field(FieldAttribute.PROTECTED)
        .text("Password .")
        .field(FieldAttribute.NON_DISPLAY)
        .at(3, 30)
        .field(FieldAttribute.PROTECTED | FieldAttribute.NUMERIC)
        .at(5, 0)
        .repeatTo(6, 0, '-');
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void whatIsTypedComesBack(int model) {
    ScreenSize size = ScreenSize.ofModel(model);
    Screen screen = Screen.ofModel(model);
    byte[] record = logon(OutboundBuilder.eraseWriteAlternate(size, PAGE)).build();
    ByteBuf buffer = Unpooled.wrappedBuffer(record);
    assertInstanceOf(Outcome.Applied.class, new HostInterpreter(screen, PAGE).apply(buffer));
    assertEquals("LOGON", screen.text(0, PAGE).strip());
    assertEquals("-".repeat(size.columns()), screen.text(5, PAGE));

    Keyboard keyboard = new Keyboard(screen, PAGE);
    keyboard.type("IBMUSER");
    keyboard.press(Key.TAB);
    keyboard.type("CANARY-xyzzy");
    assertEquals("User . . . IBMUSER", screen.text(2, PAGE).strip());
    assertEquals("Password .", screen.text(3, PAGE).strip());
    KeyResult.Attention attention =
        assertInstanceOf(KeyResult.Attention.class, keyboard.press(Key.ENTER));

    InboundRecord read = InboundRecord.parse(attention.record(), size);
    assertEquals(Aid.ENTER, read.aid());
    assertEquals(screen.cursor(), read.cursor());
    int user = 2 * size.columns() + 12;
    int password = 3 * size.columns() + 12;
    assertEquals("IBMUSER", read.field(user).orElseThrow().text(PAGE));
    assertEquals("CANARY-xyzzy", read.field(password).orElseThrow().text(PAGE));
    assertEquals(2, read.fields().size());
    assertEquals(KeyboardLock.WAIT, screen.lock());
    assertSilent(screen, attention, read);
  }

  private static void assertSilent(Screen screen, KeyResult attention, InboundRecord read) {
    Outcome reply = new HostInterpreter(screen, PAGE).apply(new byte[] {(byte) 0xF6}, 0, 1);
    String said =
        screen.toString() + attention + read + reply + screen.fields() + BufferDump.masked(screen);
    assertFalse(said.contains("CANARY"), said);
    assertFalse(said.contains("c3 c1 d5 c1 d9 e8"), said);
  }

  @Test
  void aWriteChangesPartOfTheScreen() {
    Screen screen = Screen.ofModel(2);
    HostInterpreter interpreter = new HostInterpreter(screen, PAGE);
    byte[] first = logon(OutboundBuilder.eraseWrite(ScreenSize.MODEL_2, PAGE)).build();
    interpreter.apply(first, 0, first.length);
    new Keyboard(screen, PAGE).type("SOMEBODY");
    new Keyboard(screen, PAGE).press(Key.ENTER);
    byte[] second =
        OutboundBuilder.write(ScreenSize.MODEL_2, PAGE)
            .resetModified()
            .alarm()
            .restoreKeyboard()
            .at(2, 12)
            .eraseUnprotectedTo(4, 0)
            .at(23, 0)
            .text("Not \u001D known €")
            .build();
    assertEquals(new Outcome.Applied(true, 0), interpreter.apply(second, 0, second.length));
    assertEquals("User . . .", screen.text(2, PAGE).strip());
    assertEquals("Not ? known ?", screen.text(23, PAGE).strip(), "text never becomes an order");
    assertFalse(screen.fields().stream().anyMatch(field -> field.isModified()));
    assertEquals(KeyboardLock.UNLOCKED, screen.lock());
  }

  @Test
  void aPlaceOutsideTheScreenIsAnError() {
    OutboundBuilder builder = OutboundBuilder.write(ScreenSize.MODEL_2, PAGE);
    assertThrows(IndexOutOfBoundsException.class, () -> builder.at(24, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> builder.at(0, 80));
    assertThrows(IndexOutOfBoundsException.class, () -> builder.repeatTo(-1, 0, ' '));
  }
}
