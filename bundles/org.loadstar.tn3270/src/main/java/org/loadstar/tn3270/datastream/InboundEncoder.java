// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.datastream;

import java.io.ByteArrayOutputStream;
import org.loadstar.tn3270.screen.Extended;
import org.loadstar.tn3270.screen.FieldAttribute;
import org.loadstar.tn3270.screen.ReplyMode;
import org.loadstar.tn3270.screen.Screen;

/**
 * What a display sends to the host: Read Modified, Read Modified All and Read Buffer in the
 * screen's reply mode (GA23-0059, "Inbound operations"). The AID is the screen's.
 */
public final class InboundEncoder {
  private static final int[] CHARACTER_TYPES = {
    Extended.FOREGROUND, Extended.BACKGROUND, Extended.HIGHLIGHTING, Extended.CHARACTER_SET
  };

  /** SOH, percent, slash, STX stand for AID and cursor in a Test Request. */
  private static final byte[] TEST_REQUEST = {0x01, 0x6C, 0x61, 0x02};

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);
  private final Screen screen;
  private final ReplyMode replyMode;
  private final int reach;
  private int current = Extended.NONE;

  private InboundEncoder(Screen screen) {
    this.screen = screen;
    this.replyMode = screen.replyMode();
    this.reach = screen.hasWideAddresses() ? BufferAddress.WIDE : screen.cells();
  }

  /**
   * The answer to a key or a Read Modified: AID, cursor address and the modified fields without
   * their nulls, or the whole unformatted screen; the AID alone after CLEAR and PA keys.
   */
  public static byte[] readModified(Screen screen) {
    return new InboundEncoder(screen).modified(false);
  }

  /** The answer to a Read Modified All: as after ENTER, whatever the key was. */
  public static byte[] readModifiedAll(Screen screen) {
    return new InboundEncoder(screen).modified(true);
  }

  /** The answer to a Read Buffer: every cell, nulls included. */
  public static byte[] readBuffer(Screen screen) {
    return new InboundEncoder(screen).buffer();
  }

  private byte[] modified(boolean all) {
    Aid aid = new Aid(screen.aid());
    if (aid.equals(Aid.SYSREQ)) {
      out.writeBytes(TEST_REQUEST);
    } else {
      out.write(aid.code());
      if (aid.isShortRead() && !all) {
        return out.toByteArray();
      }
      BufferAddress.encode(screen.cursor(), reach, out);
    }
    boolean withData = all || !aid.equals(Aid.SELECT);
    if (!screen.isFormatted()) {
      for (int at = 0; at < screen.cells() && withData; at++) {
        character(at, false);
      }
      return out.toByteArray();
    }
    for (int at = 0; at < screen.cells(); at++) {
      if (FieldAttribute.isModified(screen.attribute(at))) {
        field(at, withData);
      }
    }
    return out.toByteArray();
  }

  private void field(int attributeAddress, boolean withData) {
    int at = screen.next(attributeAddress);
    out.write(Order.SBA);
    BufferAddress.encode(at, reach, out);
    for (; withData && screen.attribute(at) == 0; at = screen.next(at)) {
      character(at, false);
    }
  }

  private byte[] buffer() {
    out.write(screen.aid());
    BufferAddress.encode(screen.cursor(), reach, out);
    for (int at = 0; at < screen.cells(); at++) {
      if (screen.attribute(at) != 0) {
        attribute(at);
      } else {
        character(at, true);
      }
    }
    return out.toByteArray();
  }

  private void attribute(int at) {
    int graphic = BufferAddress.graphic(screen.attribute(at));
    if (replyMode.kind() == ReplyMode.Kind.FIELD) {
      out.write(Order.SF);
      out.write(graphic);
      return;
    }
    int extended = screen.extended(at);
    int pairs = 1;
    for (int type : CHARACTER_TYPES) {
      pairs += Extended.value(extended, type) != 0 ? 1 : 0;
    }
    out.write(Order.SFE);
    out.write(pairs);
    out.write(Extended.FIELD);
    out.write(graphic);
    for (int type : CHARACTER_TYPES) {
      if (Extended.value(extended, type) != 0) {
        out.write(type);
        out.write(Extended.value(extended, type));
      }
    }
  }

  private void character(int at, boolean nulls) {
    int code = screen.code(at);
    if (code == 0 && !nulls) {
      return;
    }
    int extended = screen.extended(at);
    for (int type : CHARACTER_TYPES) {
      int value = Extended.value(extended, type);
      if (replyMode.reports(type) && value != Extended.value(current, type)) {
        out.write(Order.SA);
        out.write(type);
        out.write(value);
        current = Extended.with(current, type, value);
      }
    }
    if (Extended.isGraphicEscape(extended)) {
      out.write(Order.GE);
    }
    out.write(code);
  }
}
